// Which share of the skin's area lies in a zone, by depth.
import { column, type Scene } from "../api/scene";
import { figureText } from "../ui/format";
import { type Chart, type ChartTable, capital, type Draw, type LegendEntry, named, slotLegend } from "./chart";
import { type Column, largest, placeOfLargest, roundSteps, valueAt } from "./numbers";
import { drawn, type Line, levelScale, lineMarks, pointerMark, uprightScale } from "./plotting";
import { ZONE_LINES, type ZoneLine } from "./zone-lines";

const TITLE = "Coverage by depth";
const LEAST_DEPTH_UM = 50;
const NARROW = 360;
const TABLE_ROWS = 10;
const PER_CENT = 100;

interface Course extends ZoneLine {
  slot: number;
  depth: Column;
  share: Float32Array;
}

/** Return the chart, or null where no run has zones by depth. */
export function coverageChart(scenes: readonly Scene[], labels: readonly string[]): Chart | null {
  const courses = scenes.flatMap(coursesOf);
  if (courses.length === 0) return null;
  const deepest = Math.max(LEAST_DEPTH_UM, ...courses.map(({ depth }) => largest(depth)));
  const removed = scenes.some((scene) => scene.scene.mechanism === "ablation")
    ? ["What is removed counts as well."]
    : [];
  const sentence = [...scenes.map((_, slot) => sentenceOf(courses, slot, labels)), ...removed].join(" ");
  const draw: Draw = (width, height) => {
    const lines = courses.map((course) => lineOf(course, labels));
    const most = Math.max(1, PER_CENT * Math.max(...courses.map(({ share }) => largest(share))));
    const x = levelScale(
      width < NARROW ? "share of the area, all passes (%)" : "share of the area in a zone, all passes (%)",
      width,
      { domain: [0, most], nice: true },
    );
    const y = uprightScale("depth (µm)", { domain: [deepest, 0] });
    return drawn({ width, height, x, y, marks: [...lineMarks(lines, true), pointerMark(lines)] }, TITLE, sentence);
  };
  return {
    key: "coverage",
    title: TITLE,
    sentence,
    kind: "model",
    height: 300,
    legend: [...legendOf(courses), ...slotLegend(labels, "rings")],
    tables: [tableOf(courses, labels, deepest)],
    panels: [{ description: sentence, draw }],
  };
}

function coursesOf(scene: Scene, slot: number): Course[] {
  const depth = column(scene, "coverage_depth_um");
  return ZONE_LINES.map((zone) => ({ ...zone, slot, depth, share: column(scene, `coverage_${zone.name}`) })).filter(
    ({ share }) => largest(share) > 0,
  );
}

function lineOf(course: Course, labels: readonly string[]): Line {
  const points = Array.from(course.share, (share, at) => {
    const [x, y] = [PER_CENT * share, course.depth[at]!];
    return { x, y, words: `${named(labels, course.slot, course.title)}\n${figureText(x)} % at ${figureText(y)} µm` };
  });
  return { points, colour: course.colour, dash: course.dash, slot: course.slot };
}

function sentenceOf(courses: readonly Course[], slot: number, labels: readonly string[]): string {
  const parts = courses
    .filter((course) => course.slot === slot)
    .map(({ share, depth, title }) => {
      const at = placeOfLargest(share);
      const most = figureText(PER_CENT * share[at]!, 2);
      const end = depth[share.findLastIndex((value) => value > 0)]!;
      return `${title} on at most ${most} % of the area, at ${figureText(depth[at]!)} µm, and down to ${figureText(end)} µm`;
    });
  const words = parts.length > 0 ? parts.join("; ") : "no zone at any depth";
  return `${labels.length > 1 ? named(labels, slot, words) : capital(words)}.`;
}

function legendOf(courses: readonly Course[]): LegendEntry[] {
  return ZONE_LINES.filter(({ name }) => courses.some((course) => course.name === name)).map(
    ({ title, colour, dash }) => ({ label: title, colour, dash, width: 2.2 }),
  );
}

function tableOf(courses: readonly Course[], labels: readonly string[], deepest: number): ChartTable {
  return {
    caption: "Share of the area in a zone, by depth",
    columns: ["Depth, µm", ...courses.map(({ title, slot }) => `${named(labels, slot, title)}, %`)],
    rows: roundSteps(deepest, TABLE_ROWS).map((y) => [
      figureText(y),
      ...courses.map(({ depth, share }) => figureText(PER_CENT * beyond(depth, share, y), 2)),
    ]),
  };
}

// Below its last depth a course has ended.
function beyond(depth: Column, share: Column, y: number): number {
  return y > depth[depth.length - 1]! ? 0 : valueAt(depth, share, y);
}
