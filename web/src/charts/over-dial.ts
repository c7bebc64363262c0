// How deep and how wide the wound becomes as a device's dial is turned.
import { ruleX } from "@observablehq/plot";
import type { components } from "../api/schema";
import { figureText } from "../ui/format";
import { type Chart, type ChartTable, capital, type Draw, type LegendEntry, named, slotLegend } from "./chart";
import { drawn, type Line, levelScale, lineMarks, pointerMark, uprightScale } from "./plotting";

/** What the atlas holds at one point of a dial; lengths um. */
export type DialPoint = components["schemas"]["DialPoint"];

export interface DialCourse {
  label: string;
  points: readonly DialPoint[];
  /** Where the dial stands now. */
  now?: number | null;
}

const TITLE = "Over the dial";
const NOW = { label: "the dial now", colour: "currentColor", dash: "1 3", width: 1.4 };
const FIGURES = [
  { name: "necrosis_depth", title: "depth of necrotic cells", colour: "var(--necrosis)", dash: "" },
  { name: "collagen_depth", title: "depth of coagulated collagen", colour: "var(--collagen)", dash: "7 4" },
  { name: "width", title: "width of the zone", colour: "var(--charts-width)", dash: "9 3 2 3" },
] as const;

/** Return the chart of one device or two with the same dial; null where there are not two points to draw. */
export function dialChart(courses: readonly DialCourse[], dial: string, unit: string): Chart | null {
  const labels = courses.map(({ label }) => label);
  const lines = courses.flatMap((course, slot) => linesOf(course, slot, labels, unit));
  if (lines.length === 0) return null;
  const sentence = courses.map((course, slot) => named(labels, slot, sentenceOf(course, dial, unit))).join(" ");
  const now = courses.flatMap((course) => course.now ?? []);
  const draw: Draw = (width, height) => {
    const x = levelScale(`${dial} (${unit})`, width);
    const y = uprightScale("depth or width (µm)", { domain: [0, mostOf(lines)], nice: true });
    const rule = ruleX(now, { stroke: "currentColor", strokeDasharray: NOW.dash, strokeWidth: NOW.width });
    return drawn(
      { width, height, x, y, marks: [rule, ...lineMarks(lines, true), pointerMark(lines)] },
      TITLE,
      sentence,
    );
  };
  return {
    key: "dial",
    title: TITLE,
    sentence,
    kind: "model",
    height: 280,
    legend: [...legendOf(lines), ...(now.length > 0 ? [NOW] : []), ...slotLegend(labels, "rings")],
    tables: courses.map((course, slot) => tableOf(course, named(labels, slot, "the wound over the dial"), dial, unit)),
    panels: [{ description: sentence, draw }],
  };
}

function legendOf(lines: readonly Line[]): LegendEntry[] {
  return FIGURES.filter(({ colour }) => lines.some((line) => line.colour === colour)).map(({ title, colour, dash }) => {
    return { label: title, colour, dash, width: 2.2 };
  });
}

function linesOf({ points }: DialCourse, slot: number, labels: readonly string[], unit: string): Line[] {
  return FIGURES.map(({ name, title, colour, dash }) => ({
    colour,
    dash,
    slot,
    points: points.flatMap((point) => {
      const [x, y] = [point.dial, point[name]];
      if (y === null || y === undefined || !Number.isFinite(y)) return [];
      const words = `${named(labels, slot, title)}\n${figureText(y)} µm at ${figureText(x)} ${unit}`;
      return [{ x, y, words }];
    }),
  })).filter(({ points }) => points.length > 1 && points.some(({ y }) => y > 0));
}

function mostOf(lines: readonly Line[]): number {
  return Math.max(...lines.flatMap(({ points }) => points.map(({ y }) => y)));
}

function sentenceOf({ points }: DialCourse, dial: string, unit: string): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return "Nothing is known over the dial.";
  const ends = (name: keyof DialPoint) => `${figureText(first[name] ?? 0)} to ${figureText(last[name] ?? 0)} µm`;
  const span = `${figureText(first.dial)} to ${figureText(last.dial)} ${unit}`;
  return `${capital(dial)} from ${span}: necrotic cells reach ${ends("necrosis_depth")} deep, the zone is ${ends("width")} wide.`;
}

function tableOf({ points }: DialCourse, caption: string, dial: string, unit: string): ChartTable {
  return {
    caption: capital(caption),
    columns: [`${capital(dial)}, ${unit}`, ...FIGURES.map(({ title }) => `${capital(title)}, µm`)],
    rows: points.map((point) => [
      figureText(point.dial),
      ...FIGURES.map(({ name }) => (point[name] == null ? "not known" : figureText(point[name]))),
    ]),
  };
}
