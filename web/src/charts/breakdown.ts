// What melanin absorbs through the viable epidermis, in the hot spots and between them, against the threshold.
import { areaY, ruleX } from "@observablehq/plot";
import { column, type Scene } from "../api/scene";
import type { Quantity } from "../api/types";
import { figureText, shareText } from "../ui/format";
import { type Chart, type ChartTable, capital, type Draw, type LegendEntry, named, slotLegend } from "./chart";
import { largest, placeOfLargest } from "./numbers";
import { drawn, type Line, levelScale, lineMarks, pointerMark, uprightScale } from "./plotting";

const TITLE = "What melanin absorbs, by depth";
const PARTS = [
  { name: "spots", title: "in the hot spots", colour: "var(--collagen)", dash: "" },
  { name: "between", title: "between them", colour: "var(--necrosis)", dash: "9 3 2 3" },
] as const;

interface Course {
  slot: number;
  depth: Float32Array;
  part: (typeof PARTS)[number];
  energy: Float32Array;
  chance: number | null;
}

/** Return the chart, or null where no run is of breakdown. */
export function breakdownChart(scenes: readonly Scene[], labels: readonly string[]): Chart | null {
  const courses = scenes.flatMap(coursesOf);
  if (courses.length === 0) return null;
  const threshold = scenes.map(({ scene }) => scene.melanin_threshold).find((found) => found !== null) ?? null;
  const said = [...courses.map((course) => sentenceOf(course, labels)), thresholdSentence(threshold)];
  const sentence = said.join(" ").trim();
  const draw: Draw = (width, height) => {
    const lines = courses.map((course) => lineOf(course, labels));
    const depths = courses.flatMap(({ depth }) => [depth[0]!, depth.at(-1)!]);
    const most = Math.max(threshold?.high ?? 0, ...courses.map(({ energy }) => largest(energy)));
    const x = levelScale("melanin absorbs (J/cm³)", width, { domain: [0, most], nice: true });
    const y = uprightScale("depth in the viable epidermis (µm)", {
      domain: [Math.max(...depths), Math.min(...depths)],
    });
    const marks = [...thresholdMarks(threshold, depths), ...lineMarks(lines, true), pointerMark(lines)];
    return drawn({ width, height, x, y, marks }, TITLE, sentence);
  };
  return {
    key: "breakdown",
    title: TITLE,
    sentence,
    kind: "model",
    height: 300,
    legend: [...legendOf(threshold), ...slotLegend(labels, "rings")],
    tables: [tableOf(courses, labels)],
    panels: [{ description: sentence, draw }],
  };
}

function legendOf(threshold: Quantity | null): LegendEntry[] {
  const parts = PARTS.map(({ title, colour, dash }) => ({ label: title, colour, dash, width: 2.2 }));
  if (!threshold) return parts;
  const line = { label: "threshold", colour: "currentColor", dash: "4 3", width: 1.4 };
  return [...parts, line, { label: "its range", colour: "currentColor", area: true }];
}

function coursesOf(scene: Scene, slot: number): Course[] {
  const depth = column(scene, "epidermal_depth_um");
  return PARTS.flatMap((part) => {
    const energy = column(scene, `melanin_energy_density_${part.name}`);
    const chance = scene.summary.breakdown?.[`probability_${part.name}`]?.value ?? null;
    return energy.length > 0 && depth.length > 0 ? [{ slot, depth, part, energy, chance }] : [];
  });
}

function lineOf({ slot, depth, part, energy }: Course, labels: readonly string[]): Line {
  const points = Array.from(energy, (x, at) => {
    const words = `${part.title}\n${figureText(x)} J/cm³ at ${figureText(depth[at]!)} µm`;
    return { x, y: depth[at]!, words: named(labels, slot, words) };
  });
  return { points, colour: part.colour, dash: part.dash, slot };
}

function thresholdMarks(threshold: Quantity | null, depths: readonly number[]) {
  if (!threshold) return [];
  const ends = [threshold.low, threshold.high].map((x) => ({ x }));
  const range = { x: "x", y1: Math.min(...depths), y2: Math.max(...depths) };
  return [
    areaY(ends, { ...range, fill: "currentColor", fillOpacity: 0.12 }),
    ruleX([threshold.value], { stroke: "currentColor", strokeDasharray: "4 3", strokeWidth: 1.4 }),
  ];
}

function sentenceOf({ slot, depth, part, energy, chance }: Course, labels: readonly string[]): string {
  const at = placeOfLargest(energy);
  const most = `${part.title} melanin absorbs at most ${figureText(energy[at]!)} J/cm³, at ${figureText(depth[at]!)} µm`;
  const words = chance === null ? `${most}.` : `${most}; the chance of breakdown is ${shareText(chance)}.`;
  return labels.length > 1 ? named(labels, slot, words) : capital(words);
}

function thresholdSentence(threshold: Quantity | null): string {
  if (!threshold) return "";
  const range = `${figureText(threshold.low)} to ${figureText(threshold.high)}`;
  return `The threshold of breakdown is ${figureText(threshold.value)} J/cm³ (${range}).`;
}

function tableOf(courses: readonly Course[], labels: readonly string[]): ChartTable {
  const slots = [...new Set(courses.map(({ slot }) => slot))];
  return {
    caption: "What melanin absorbs in the viable epidermis, by depth",
    columns: ["Depth, µm", ...PARTS.map(({ title }) => `${title}, J/cm³`)],
    rows: slots.flatMap((slot) => {
      const mine = courses.filter((course) => course.slot === slot);
      return Array.from(mine[0]!.depth, (y, at) => [
        named(labels, slot, figureText(y)),
        ...mine.map(({ energy }) => figureText(energy[at]!)),
      ]);
    }),
  };
}
