// What all charts have in common when they are drawn: Observable Plot's marks, in the page's colours and letters.
import {
  dot,
  gridX,
  gridY,
  line,
  type Markish,
  type PlotOptions,
  plot,
  pointer,
  type ScaleOptions,
  tip,
} from "@observablehq/plot";
import { SLOTS } from "./chart";

export interface Point {
  x: number;
  y: number;
  /** What is said of it under the pointer. */
  words: string;
}

export interface Line {
  points: readonly Point[];
  colour: string;
  dash?: string;
  /** 0 for the first run, 1 for the second. */
  slot: number;
}

const RINGS = 7; // on a line of the second run, about
const MOST_TICKS = 10;
const TICK_ROOM = 55; // pixels
const LEFT = 48;
const BOTTOM = 40;

/** Return the marks of lines: those of a second run thin, and with rings where `rings` says so. */
export function lineMarks(lines: readonly Line[], rings: boolean): Markish[] {
  return lines.flatMap(({ points, colour, dash, slot }) => {
    const style = SLOTS[slot]!;
    const stroke = { stroke: colour, strokeWidth: style.width, strokeDasharray: dash || "none" };
    const drawn = line(points as Point[], { x: "x", y: "y", ...stroke });
    if (!rings || !style.rings) return [drawn];
    const ring = { r: 3, fill: "var(--paper)", stroke: colour, strokeWidth: 1.4 };
    return [drawn, dot(sparse(points), { x: "x", y: "y", ...ring })];
  });
}

/** Return what shows the words of the point nearest to the pointer. */
export function pointerMark(lines: readonly Line[]): Markish {
  const points = lines.flatMap(({ points }) => points);
  const look = { fill: "var(--raised)", stroke: "var(--line-strong)", fontSize: 12 };
  return tip(points, pointer({ x: "x", y: "y", title: "words", maxRadius: 30, ...look }));
}

/** Return a chart as SVG with a name and a description; `upright` are the places of its upright grid lines. */
export function drawn(
  options: PlotOptions,
  name: string,
  description: string,
  upright?: readonly number[],
): SVGElement {
  const style = { fontSize: "12px", fontFamily: "inherit", color: "inherit", overflow: "visible" };
  const svg = plot({
    marginLeft: LEFT,
    marginBottom: BOTTOM,
    marginTop: 30,
    marginRight: 16,
    ...options,
    style: { ...style, background: "none" },
    marks: [upright ? gridX(upright as number[], GRID) : gridX(GRID), gridY(GRID), ...(options.marks ?? [])],
  }) as unknown as SVGElement;
  return tellName(svg, name, description);
}

/** Return the scale of a level axis: its words below the middle, as many marks as there is room for. */
export function levelScale(label: string, width: number, more: ScaleOptions = {}): ScaleOptions {
  const ticks = Math.min(MOST_TICKS, Math.floor(width / TICK_ROOM));
  return { label, labelAnchor: "center", labelArrow: "none", ticks, ...more };
}

/** Return the scale of an upright axis: its words above it. */
export function uprightScale(label: string, more: ScaleOptions = {}): ScaleOptions {
  return { label, labelArrow: "none", ticks: 6, ...more };
}

const GRID = { stroke: "currentColor", strokeOpacity: 0.12 };
let names = 0;

function tellName(svg: SVGElement, name: string, description: string): SVGElement {
  const key = `chart-${++names}`;
  const parts = [
    ["title", name],
    ["desc", description],
  ].map(([tag, words]) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", tag!);
    part.id = `${key}-${tag}`;
    part.textContent = words!;
    return part;
  });
  // Names of groups without a role say nothing to a reader; the picture as a whole has its own.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  svg.prepend(...parts);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${key}-title`);
  svg.setAttribute("aria-describedby", `${key}-desc`);
  return svg;
}

function sparse(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.floor(points.length / RINGS));
  return points.filter((_, at) => at % step === Math.floor(step / 2));
}
