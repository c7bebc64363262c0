// How warm the upper half millimetre becomes on average, over the passes and the pauses between them.
import { ruleY, text } from "@observablehq/plot";
import { column, type Scene } from "../api/scene";
import { figureText, timeText } from "../ui/format";
import { type Chart, type ChartTable, capital, type Draw, named, slotLegend } from "./chart";
import { type Column, placeOfLargest, roundSteps, type TimeUnit, timeUnit, valueAt } from "./numbers";
import { drawn, type Line, levelScale, lineMarks, pointerMark, uprightScale } from "./plotting";

/** The limit of which a run warns: bulk heating, burn risk. */
export const BURN_RISK_C = 45;
const LIMIT_LINE = { colour: "var(--collagen)", dash: "7 4", width: 1.6 };
const TABLE_ROWS = 8;

interface Course {
  slot: number;
  seconds: Column;
  warmth: Float32Array;
  passes: number;
}

/** Return the chart, or null where no run has it. */
export function bulkChart(scenes: readonly Scene[], labels: readonly string[]): Chart | null {
  const courses = scenes.map(courseOf).filter(({ warmth }) => warmth.length > 1);
  if (courses.length === 0) return null;
  const unit = timeUnit(Math.max(...courses.map(({ seconds }) => seconds[seconds.length - 1]!)));
  const sentence = courses.map((course) => sentenceOf(course, labels)).join(" ");
  const single = courses.every(({ passes }) => passes === 1);
  const title = single ? "Bulk heating" : "Bulk heating, pass by pass";
  const draw: Draw = (width, height) => {
    const lines = courses.map((course) => lineOf(course, unit, labels));
    const x = levelScale(`time from the first ${single ? "pulse" : "pass"} (${unit.name})`, width);
    const y = uprightScale("mean of the upper 0.5 mm (°C)", { domain: domainOf(courses), nice: true });
    const marks = [...limitMarks(), ...lineMarks(lines, false), pointerMark(lines)];
    return drawn({ width, height, x, y, marks }, title, sentence);
  };
  return {
    key: "bulk",
    title,
    sentence,
    kind: "model",
    height: 260,
    legend: [...slotLegend(labels, "dash"), { label: `${BURN_RISK_C} °C: burn risk above`, ...LIMIT_LINE }],
    tables: [tableOf(courses, unit, labels)],
    panels: [{ description: sentence, draw }],
  };
}

function limitMarks() {
  const { colour, dash, width } = LIMIT_LINE;
  const words = { text: () => `${BURN_RISK_C} °C`, frameAnchor: "right", textAnchor: "end", dy: -8 } as const;
  return [
    ruleY([BURN_RISK_C], { stroke: colour, strokeDasharray: dash, strokeWidth: width }),
    text([BURN_RISK_C], { y: (limit: number) => limit, fill: "currentColor", ...words }),
  ];
}

function courseOf(scene: Scene, slot: number): Course {
  const [seconds, warmth] = [column(scene, "bulk_time_s"), column(scene, "bulk_temperature")];
  return { slot, seconds, warmth, passes: scene.scene.pattern.passes };
}

function lineOf({ seconds, warmth, slot }: Course, unit: TimeUnit, labels: readonly string[]): Line {
  const points = Array.from(warmth, (y, at) => {
    const x = seconds[at]! / unit.seconds;
    return { x, y, words: named(labels, slot, `${figureText(y)} °C at ${figureText(x)} ${unit.name}`) };
  });
  return { points, colour: "var(--necrosis)", dash: slot === 1 ? "6 3" : "", slot };
}

function domainOf(courses: readonly Course[]): [number, number] {
  const all = courses.flatMap(({ warmth }) => Array.from(warmth));
  return [Math.min(...all), Math.max(BURN_RISK_C + 1, ...all)];
}

function sentenceOf({ seconds, warmth, slot }: Course, labels: readonly string[]): string {
  const at = placeOfLargest(warmth);
  const [highest, end] = [warmth[at]!, warmth[warmth.length - 1]!];
  const when = seconds[at]! > 0 ? `after ${timeText(seconds[at]!)}` : "at the start";
  const side = highest > BURN_RISK_C ? "above" : "below";
  const words = `at most ${figureText(highest)} °C, ${when}, ${side} the ${BURN_RISK_C} °C from which burns threaten; ${figureText(end)} °C at the end.`;
  return named(labels, slot, labels.length > 1 ? words : capital(words));
}

function tableOf(courses: readonly Course[], unit: TimeUnit, labels: readonly string[]): ChartTable {
  const last = Math.max(...courses.map(({ seconds }) => seconds[seconds.length - 1]!)) / unit.seconds;
  return {
    caption: "Mean temperature of the upper 0.5 mm over time",
    columns: [`Time, ${unit.name}`, ...courses.map(({ slot }) => named(labels, slot, "°C"))],
    rows: [
      ...roundSteps(last, TABLE_ROWS).map((time) => [
        figureText(time),
        ...courses.map(({ seconds, warmth }) =>
          unit.seconds * time > seconds[seconds.length - 1]! * (1 + 1e-6)
            ? "–"
            : figureText(valueAt(seconds, warmth, unit.seconds * time)),
        ),
      ]),
      ["Highest", ...courses.map(({ warmth }) => figureText(warmth[placeOfLargest(warmth)]!))],
    ],
  };
}
