// Temperature by depth below a beam so wide that only depth matters: at one time, and the highest reached.
import { areaX, ruleY, text } from "@observablehq/plot";
import { column, type LayerBand, type Scene } from "../api/scene";
import { figureText, timeText } from "../ui/format";
import { type Chart, type ChartTable, type Draw, type LegendEntry, named, slotLegend } from "./chart";
import { nearest, placeOfLargest, roundSteps, valueAt } from "./numbers";
import { drawn, type Line, levelScale, lineMarks, pointerMark, uprightScale } from "./plotting";

const TITLE = "Temperature by depth";
const TABLE_ROWS = 12;
const PEAK_COLOUR = "var(--collagen)";
const NOW_COLOUR = "var(--necrosis)";
const LEAST_NAMED = 0.06; // of the depth: thinner layers go without their name

interface Course {
  slot: number;
  depth: Float32Array;
  peak: Float32Array;
  now: Float32Array;
  time: number;
  band: readonly [top: number, bottom: number] | null;
}

/** Return the times of a run whose temperature depends on depth alone, s; none for any other. */
export function profileTimes(scene: Scene): Float32Array {
  return scene.scene.depth_only ? column(scene, "time_s") : new Float32Array(0);
}

/** Return the chart at a time (s), or null where no run depends on depth alone. */
export function profileChart(scenes: readonly Scene[], labels: readonly string[], time_s: number): Chart | null {
  const courses = scenes.flatMap((scene, slot) => courseOf(scene, slot, time_s));
  if (courses.length === 0) return null;
  const sentence = courses.map((course) => sentenceOf(course, labels)).join(" ");
  const deepest = Math.max(...courses.map(({ depth }) => depth.at(-1)!));
  const { layers } = scenes[courses[0]!.slot]!.scene;
  const draw: Draw = (width, height) => {
    const lines = courses.flatMap((course) => linesOf(course, labels));
    const x = levelScale("temperature (°C)", width, { domain: domainOf(courses), nice: true });
    const y = uprightScale("depth (µm)", { domain: [deepest, 0] });
    const behind = [...courses.flatMap(bandMarks), ...layerMarks(layers, deepest)];
    return drawn(
      { width, height, x, y, marks: [...behind, ...lineMarks(lines, true), pointerMark(lines)] },
      TITLE,
      sentence,
    );
  };
  return {
    key: "profile",
    title: TITLE,
    sentence,
    kind: "model",
    height: 320,
    legend: [...legendOf(courses), ...(courses.length > 1 ? slotLegend(labels, "rings") : [])],
    tables: [tableOf(courses, labels, deepest)],
    panels: [{ description: sentence, draw }],
  };
}

function legendOf(courses: readonly Course[]): LegendEntry[] {
  const lines = [
    { label: "at the time chosen", colour: NOW_COLOUR, width: 2.2 },
    { label: "highest reached", colour: PEAK_COLOUR, dash: "7 4", width: 2.2 },
  ];
  return courses.some(({ band }) => band)
    ? [...lines, { label: "cells necrotic", colour: NOW_COLOUR, area: true }]
    : lines;
}

function layerMarks(layers: readonly LayerBand[], deepest: number) {
  const thick = layers.filter(({ top_um, bottom_um }) => Math.min(bottom_um, deepest) - top_um > LEAST_NAMED * deepest);
  const borders = layers.map(({ bottom_um }) => bottom_um).filter((bottom) => bottom < deepest);
  return [
    ruleY(borders, { stroke: "currentColor", strokeOpacity: 0.35 }),
    text(thick, {
      y: ({ top_um, bottom_um }: LayerBand) => 0.5 * (Math.max(0, top_um) + Math.min(bottom_um, deepest)),
      text: "title",
      frameAnchor: "left",
      textAnchor: "start",
      dx: 5,
      fill: "currentColor",
      fillOpacity: 0.75,
    }),
  ];
}

function courseOf(scene: Scene, slot: number, time_s: number): Course[] {
  const field = scene.arrays.temperature;
  const depth = column(scene, "depth_um");
  if (!scene.scene.depth_only || !field) return [];
  const times = column(scene, "time_s");
  const at = nearest(times, time_s);
  const zone = scene.summary.full_field as Record<string, { value: number } | undefined> | null;
  const band = [zone?.band_top?.value ?? 0, zone?.band_bottom?.value ?? 0] as const;
  return [
    {
      slot,
      depth,
      peak: column(scene, "peak_temperature"),
      now: field.data.subarray(at * depth.length, (at + 1) * depth.length),
      time: times[at]!,
      band: band[1] > band[0] ? band : null,
    },
  ];
}

function linesOf({ slot, depth, now, peak, time }: Course, labels: readonly string[]): Line[] {
  const line = (values: Float32Array, colour: string, dash: string, what: string): Line => ({
    colour,
    dash,
    slot,
    points: Array.from(values, (x, at) => {
      const words = `${figureText(x)} °C, ${what}, at ${figureText(depth[at]!)} µm`;
      return { x, y: depth[at]!, words: named(labels, slot, words) };
    }),
  });
  return [line(peak, PEAK_COLOUR, "7 4", "the highest"), line(now, NOW_COLOUR, "", `after ${timeText(time)}`)];
}

function bandMarks({ band, slot }: Course) {
  if (!band) return [];
  const ends = band.map((y) => ({ y }));
  return [
    areaX(ends, { y: "y", x1: -1e3, x2: 1e4, fill: NOW_COLOUR, fillOpacity: slot === 0 ? 0.16 : 0.08, clip: true }),
  ];
}

function domainOf(courses: readonly Course[]): [number, number] {
  const all = courses.flatMap(({ now, peak }) => [...now, ...peak]);
  return [Math.min(...all, 20), Math.max(...all)];
}

function sentenceOf({ slot, depth, peak, now, time, band }: Course, labels: readonly string[]): string {
  const [hottest, warmest] = [placeOfLargest(peak), placeOfLargest(now)];
  const words = [
    `${momentText(time)} the warmest depth is ${figureText(depth[warmest]!)} µm with ${figureText(now[warmest]!)} °C;`,
    `the highest reached at all is ${figureText(peak[hottest]!)} °C, at ${figureText(depth[hottest]!)} µm.`,
    band ? `Cells are necrotic from ${figureText(band[0])} to ${figureText(band[1])} µm.` : "",
  ];
  return named(labels, slot, words.join(" ").trim());
}

/** Return a time in words; the pulse begins at 0. */
export function momentText(time_s: number): string {
  if (time_s < 0) return `${timeText(-time_s)} before the pulse`;
  return time_s === 0 ? "When the pulse begins" : `After ${timeText(time_s)}`;
}

function tableOf(courses: readonly Course[], labels: readonly string[], deepest: number): ChartTable {
  return {
    caption: "Temperature by depth",
    columns: [
      "Depth, µm",
      ...courses.flatMap(({ slot, time }) => [
        named(labels, slot, `at ${timeText(time)}, °C`),
        named(labels, slot, "highest, °C"),
      ]),
    ],
    rows: roundSteps(deepest, TABLE_ROWS).map((y) => [
      figureText(y),
      ...courses.flatMap(({ depth, now, peak }) => [now, peak].map((values) => figureText(valueAt(depth, values, y)))),
    ]),
  };
}
