// How a wound heals: each sign in a panel of its own over the same days. The axis of days is nearly even at first and
// then logarithmic, so that hours, the first fortnight and the months can all be read. Medians and the middle 80 %.
import { areaY, axisX, axisY, type PlotOptions, ruleX } from "@observablehq/plot";
import { column, type Field, type Scene } from "../api/scene";
import { figureText } from "../ui/format";
import { type Chart, type ChartTable, capital, named, type Panel, SLOTS, slotLegend } from "./chart";
import { type Column, type DayTick, dayText, dayTicks, EVEN_DAYS, nearest } from "./numbers";
import { drawn, type Line, lineMarks, pointerMark } from "./plotting";

interface Sign {
  name: string;
  title: string;
  of: string;
  colour: string;
}

const SIGNS: readonly Sign[] = [
  { name: "redness", title: "redness", of: "% of the strongest", colour: "var(--collagen)" },
  { name: "swelling", title: "swelling", of: "% of the strongest", colour: "var(--necrosis)" },
  { name: "bronzing", title: "bronzing", of: "% of the strongest", colour: "var(--charts-bronzing)" },
  { name: "dryness", title: "dryness, flaking", of: "% of the strongest", colour: "var(--charts-dryness)" },
  { name: "closed", title: "epidermis closed", of: "% of the wounds", colour: "var(--vaporised)" },
  { name: "debris", title: "debris still in the skin", of: "% of all", colour: "var(--charts-debris)" },
  { name: "remodelling", title: "remodelling of collagen", of: "% of its end", colour: "var(--charts-remodelling)" },
];
const FORTNIGHT = 14;
const LEAST = 0.01; // a sign that stays below is said to be absent
const TABLE_DAYS = [0, 1, 2, 3, 5, 7, 10, 14, 28, 84, 182, 365];
const LEFT = 48;
const RIGHT = 18;
const MARGINS = { marginLeft: LEFT, marginRight: RIGHT, marginTop: 8, marginBottom: 38 };

interface Course {
  slot: number;
  day: Column;
  /** 10 %, median and 90 % of people, by day, in per cent. */
  low: number[];
  middle: number[];
  high: number[];
}

/** Return the chart, or null where no run has a course of healing. */
export function healingChart(scenes: readonly Scene[], labels: readonly string[]): Chart | null {
  const found = SIGNS.map((sign) => ({ sign, courses: scenes.flatMap((scene, slot) => courseOf(scene, sign, slot)) }));
  const known = found.filter(({ courses }) => courses.length > 0);
  if (known.length === 0) return null;
  const shown = known.filter(({ sign, courses }) => courses.some((course) => changes(sign, course)));
  const still = known.filter((one) => !shown.includes(one)).map(({ sign }) => sign);
  return {
    key: "healing",
    title: "Healing, day by day",
    sentence: `Lines are the median of people, bands hold the middle 80 % of them. ${stillSentence(still)}`.trim(),
    kind: "model",
    height: 170,
    legend: slotLegend(labels, "dash"),
    panels: shown.map(({ sign, courses }) => panelOf(sign, courses, labels)),
    tables: labels.map((_, slot) => tableOf(known, slot, labels)).filter(({ rows }) => rows.length > 0),
    notes: notesOf(scenes),
  };
}

function courseOf(scene: Scene, { name }: Sign, slot: number): Course[] {
  const field: Field | undefined = scene.arrays[`healing_${name}`];
  if (!field) return [];
  const day = column(scene, "healing_day");
  const part = (at: number) => Array.from(day, (_, row) => 100 * field.data[3 * row + at]!);
  return [{ slot, day, low: part(0), middle: part(1), high: part(2) }];
}

// The epidermis that is never opened, and what never appears, need no panel.
function changes({ name }: Sign, { low, high }: Course): boolean {
  return name === "closed" ? Math.min(...low) < 100 * (1 - LEAST) : Math.max(...high) > 100 * LEAST;
}

function stillSentence(still: readonly Sign[]): string {
  const absent = still.filter(({ name }) => name !== "closed").map(({ title }) => title);
  const whole = still.length > absent.length ? "The epidermis stays closed throughout. " : "";
  return `${whole}${absent.length > 0 ? `None is expected of: ${absent.join("; ")}.` : ""}`.trim();
}

function panelOf(sign: Sign, courses: readonly Course[], labels: readonly string[]): Panel {
  const title = capital(sign.title);
  const description = courses.map((course) => named(labels, course.slot, sentenceOf(sign, course))).join(" ");
  return {
    title: `${title}, ${sign.of}`,
    description,
    draw: (width, height) => drawPanel(sign, courses, labels, { width, height }, { title, description }),
  };
}

function drawPanel(
  sign: Sign,
  courses: readonly Course[],
  labels: readonly string[],
  size: { width: number; height: number },
  words: { title: string; description: string },
): SVGElement {
  const last = Math.max(...courses.map(({ day }) => day[day.length - 1]!));
  const ticks = dayTicks(last, size.width - LEFT - RIGHT);
  const lines = courses.map((course) => lineOf(sign, course, labels));
  const options = {
    ...size,
    ...MARGINS,
    x: { type: "symlog", constant: EVEN_DAYS, domain: [0, last], label: null },
    y: { domain: [0, 100], label: null },
    marks: [
      ...axes(ticks),
      ruleX([FORTNIGHT], { stroke: "currentColor", strokeOpacity: 0.45, strokeDasharray: "1 3" }),
      ...courses.map((course) => bandMark(sign, course)),
      ...lineMarks(lines, false),
      pointerMark(lines),
    ],
  } as const;
  const upright = ticks.map(({ day }) => day);
  return drawn(options as unknown as PlotOptions, words.title, words.description, upright);
}

function axes(ticks: readonly DayTick[]) {
  const days = ticks.map(({ day }) => day);
  const label = { label: "days, then weeks and months", labelAnchor: "center", labelArrow: "none" } as const;
  return [
    axisX(days, { tickFormat: (day: number) => ticks.find((tick) => tick.day === day)?.text ?? "", ...label }),
    axisY([0, 50, 100], { tickFormat: (share: number) => `${share} %` }),
  ];
}

function bandMark({ colour }: Sign, { day, low, high, slot }: Course) {
  const rows = low.map((_, at) => ({ x: day[at]!, y1: low[at]!, y2: high[at]! }));
  return areaY(rows, { x: "x", y1: "y1", y2: "y2", fill: colour, fillOpacity: slot === 0 ? 0.2 : 0.12 });
}

function lineOf({ colour, title }: Sign, course: Course, labels: readonly string[]): Line {
  const points = course.middle.map((y, at) => {
    const x = course.day[at]!;
    const range = `${figureText(course.low[at]!, 2)} to ${figureText(course.high[at]!, 2)} %`;
    return { x, y, words: `${named(labels, course.slot, title)}\n${dayText(x)}: ${figureText(y, 2)} % (${range})` };
  });
  return { points, colour, dash: SLOTS[course.slot]!.dash, slot: course.slot };
}

function sentenceOf({ title, name }: Sign, { day, middle, low, high }: Course): string {
  if (name === "closed" || name === "remodelling") {
    const half = day[middle.findIndex((share) => share >= 50)];
    return `${capital(title)}: half is reached by ${half === undefined ? "no day shown" : dayText(half)}.`;
  }
  const over = day[middle.findLastIndex((share) => share > 10) + 1];
  const first = `${figureText(middle[0]!, 2)} % on day 0 (${figureText(low[0]!, 2)} to ${figureText(high[0]!, 2)})`;
  const end = over === undefined ? "still above 10 % at the end" : `below 10 % by ${dayText(over)}`;
  return `${capital(title)}: ${first}, ${end} in the median.`;
}

function tableOf(
  known: readonly { sign: Sign; courses: readonly Course[] }[],
  slot: number,
  labels: readonly string[],
): ChartTable {
  const mine = known.flatMap(({ sign, courses }) =>
    courses.filter((course) => course.slot === slot).map((course) => ({ sign, course })),
  );
  const last = mine[0] ? mine[0].course.day[mine[0].course.day.length - 1]! : -1;
  return {
    caption: named(labels, slot, "healing by day, median and the middle 80 % of people, in %"),
    columns: ["Day", ...mine.map(({ sign }) => sign.title)],
    rows: TABLE_DAYS.filter((day) => day <= last).map((day) => [
      String(day),
      ...mine.map(({ course }) => cellText(course, nearest(course.day, day))),
    ]),
  };
}

function cellText({ low, middle, high }: Course, at: number): string {
  const [bottom, centre, top] = [low[at]!, middle[at]!, high[at]!].map((share) => Math.round(share));
  return bottom === top ? String(centre) : `${centre} (${bottom}–${top})`;
}

function notesOf(scenes: readonly Scene[]): string[] {
  return [...new Set(scenes.flatMap((scene) => (scene.summary.healing?.notes ?? []) as string[]))].map(
    (note) => `${capital(note)}.`,
  );
}
