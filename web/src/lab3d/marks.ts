// Words and lines beside the block: names of layers at its right edge, depths at its left, and a scale bar. Pixels.
import type { Place } from "./columns";
import type { Block, ShownLayer } from "./model";
import type { Frame, Projection } from "./view";

export interface Mark {
  kind: "name" | "depth" | "scale";
  /** A break of the line is "\n". */
  text: string;
  x: number;
  y: number;
  anchor: "start" | "end";
  /** From where to where a line runs. */
  line: readonly [x1: number, y1: number, x2: number, y2: number] | null;
}

export const LINE_HEIGHT = 13;
const LEADING = 2;
const ROOM_FOR_A_LINE = 120; // less room at the right: names are broken into lines
const GAP = 10;
const LEAST_EDGE = 24; // a block seen from above has no edge to write at
const LEAST_TICK = 16;
const SCALE_SHARE = 0.26;

/** Return all marks of a block, whose hidden layers go without a name. */
export function marksOf(block: Block, projection: Projection, frame: Frame, hidden: ReadonlySet<string>): Mark[] {
  const corners = cornersOf(block);
  const by = (sign: number) =>
    corners.reduce((best, corner) => (sign * (xOf(projection, corner) - xOf(projection, best)) > 0 ? corner : best));
  const seen = block.layers.filter(({ name }) => !hidden.has(name));
  return [
    ...names(seen, by(1), projection, frame),
    ...depths(block, by(-1), projection),
    scaleBar(projection.pixelsPerMicrometre, frame),
  ];
}

interface Corner {
  x: number;
  z: number;
  surface: number;
}

function xOf(projection: Projection, { x, z }: Corner): number {
  return projection.at([x, 0, z])[0];
}

/** Return the upright edges at the outside of the block, with the depth at which each begins. */
function cornersOf({ shape, columns }: Block): Corner[] {
  const half = 0.5 * shape.side;
  const inner = half - shape.cutSide;
  const last = { x: columns.x.length - 2, z: columns.z.length - 2 };
  return [
    { x: -half, z: -half, surface: columns.surface(0, 0) },
    { x: half, z: -half, surface: columns.surface(last.x, 0) },
    { x: -half, z: half, surface: columns.surface(0, last.z) },
    { x: inner, z: half, surface: columns.surface(0, last.z) },
    { x: half, z: inner, surface: columns.surface(last.x, last.z - 1) },
  ];
}

function names(layers: readonly ShownLayer[], edge: Corner, projection: Projection, frame: Frame): Mark[] {
  const at = (depth: number) => projection.at([edge.x, depth, edge.z] as Place);
  const shown = layers.filter(({ bottom }) => bottom > edge.surface);
  if (shown.length === 0 || at(shown.at(-1)!.bottom)[1] - at(edge.surface)[1] < LEAST_EDGE) return [];
  const middles = shown.map(({ top, bottom }) => at(0.5 * (Math.max(top, edge.surface) + bottom)));
  const wanted = middles.map(([, y]) => y);
  const titles = shown.map(({ title }) => (frame.right < ROOM_FOR_A_LINE ? title.replace(" ", "\n") : title));
  const lines = Math.max(...titles.map((title) => title.split("\n").length));
  const ys = spread(wanted, lines * LINE_HEIGHT + LEADING, frame.top, frame.height - frame.bottom);
  const x = middles[0]![0] + 2 * GAP;
  return titles.map((text, row) => ({
    kind: "name",
    text,
    x: x + 3,
    y: ys[row]!,
    anchor: "start",
    line: [middles[row]![0], wanted[row]!, x, ys[row]!],
  }));
}

function depths(block: Block, edge: Corner, projection: Projection): Mark[] {
  const at = (depth: number) => projection.at([edge.x, depth, edge.z] as Place);
  const pixels = at(block.depth)[1] - at(0)[1];
  if (pixels < LEAST_EDGE) return [];
  const step = roundLength((block.depth * LEAST_TICK) / pixels, "up");
  const round = Array.from({ length: Math.floor(block.depth / step + 1e-9) + 1 }, (_, row) => row * step);
  return (round.length > 1 ? round : [0, Math.round(block.depth)]).map((depth): Mark => {
    const [x, y] = at(depth);
    return {
      kind: "depth",
      text: depth === 0 ? "0 µm" : String(depth),
      x: x - GAP,
      y,
      anchor: "end",
      line: [x - 0.6 * GAP, y, x, y],
    };
  });
}

function scaleBar(pixelsPerMicrometre: number, frame: Frame): Mark {
  const length = roundLength((SCALE_SHARE * frame.width) / pixelsPerMicrometre, "down");
  const [x, y] = [GAP, frame.height - GAP];
  const right = x + length * pixelsPerMicrometre;
  return {
    kind: "scale",
    text: length >= 1000 ? `${length / 1000} mm` : `${length} µm`,
    x,
    y: y - 10,
    anchor: "start",
    line: [x, y, right, y],
  };
}

/** Return 1, 2 or 5 times a power of ten: the largest not above a length, or the smallest not below it. */
export function roundLength(length: number, way: "up" | "down"): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const steps = [1, 2, 5, 10].map((head) => head * power);
  const near = 1e-9 * power;
  return way === "down"
    ? steps.findLast((step) => step <= length + near)!
    : steps.find((step) => step >= length - near)!;
}

/**
 * Return places near those wanted (in ascending order), no two nearer than `gap`, within `low` and `high` as far as
 * there is room.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const placed: number[] = [];
  for (const y of wanted) placed.push(Math.max(y, low, (placed.at(-1) ?? -Infinity) + gap));
  let limit = high;
  for (let row = placed.length - 1; row >= 0; row--) {
    placed[row] = Math.min(placed[row]!, limit);
    limit = placed[row]! - gap;
  }
  return placed;
}
