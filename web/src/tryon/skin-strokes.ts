// A stroke is a short curve with a width and a strength along it: a crease, a hair. Its texels learn how far they are from
// the curve; what that means for a map is for the caller.
import { boxAbout, type Plane, type Point, texelOf } from "./skin-plane";

export interface Stroke {
  points: readonly Point[];
  /** Half width in mm, at which a crease has lost 39 % of its depth. */
  width_mm: number;
  /** Of a crease its depth in mm, of a hair its cover. */
  strength: number;
}

/** Return a curve from a start along a bend: the direction (radians) turns by `turn` over its whole length. */
export function bent(start: Point, angle: number, length_mm: number, turn: number, parts = 8): Point[] {
  const points: Point[] = [start];
  for (let part = 0; part < parts; part += 1) {
    const [x, y] = points[part]!;
    const now = angle + (turn * (part + 0.5)) / parts;
    points.push([x + (Math.cos(now) * length_mm) / parts, y + (Math.sin(now) * length_mm) / parts]);
  }
  return points;
}

/** Texels of a box: the first column and row, how many, and the size of one in mm. */
interface Patch {
  left: number;
  top: number;
  columns: number;
  rows: number;
  step: Point;
}

/** Call with every texel within `reach` half widths of a stroke: its number, distance in half widths, share of the length. */
export function eachNear(
  stroke: Stroke,
  plane: Plane,
  reach: number,
  call: (at: number, distance: number, along: number) => void,
): void {
  const { points, width_mm } = stroke;
  const room = reach * width_mm;
  const patch = patchOf(points, room, plane);
  const squared = new Float32Array(patch.columns * patch.rows).fill(room * room);
  const along = new Float32Array(squared.length);
  for (let part = 0; part + 1 < points.length; part += 1) measure(points, part, room, patch, squared, along);
  for (let at = 0; at < squared.length; at += 1) {
    if (squared[at]! >= room * room) continue;
    const row = Math.floor(at / patch.columns);
    const texel = (patch.top + row) * plane.size + patch.left + at - row * patch.columns;
    call(texel, Math.sqrt(squared[at]!) / width_mm, along[at]! / (points.length - 1));
  }
}

function patchOf(points: readonly Point[], room: number, plane: Plane): Patch {
  const step = texelOf(plane);
  const { low, high } = boxAbout(points, room);
  const within = (value: number) => Math.min(plane.size - 1, Math.max(0, value));
  const [left, right] = [within(Math.ceil(low[0] / step[0] - 0.5)), within(Math.floor(high[0] / step[0] - 0.5))];
  const [top, bottom] = [within(Math.ceil(low[1] / step[1] - 0.5)), within(Math.floor(high[1] / step[1] - 0.5))];
  return { left, top, columns: Math.max(0, right - left + 1), rows: Math.max(0, bottom - top + 1), step };
}

/** Keep the squared distance to one part of the curve, and the place along it, where it is the nearest part so far. */
function measure(
  points: readonly Point[],
  part: number,
  room: number,
  { left, top, columns, rows, step }: Patch,
  squared: Float32Array,
  along: Float32Array,
): void {
  const [[x0, y0], [x1, y1]] = [points[part]!, points[part + 1]!];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  const first = (low: number, size: number, from: number) => Math.max(0, Math.ceil((low - room) / size - 0.5) - from);
  const last = (high: number, size: number, from: number, count: number) =>
    Math.min(count - 1, Math.floor((high + room) / size - 0.5) - from);
  const [right, bottom] = [last(Math.max(x0, x1), step[0], left, columns), last(Math.max(y0, y1), step[1], top, rows)];
  for (let row = first(Math.min(y0, y1), step[1], top); row <= bottom; row += 1) {
    const y = (top + row + 0.5) * step[1] - y0;
    for (let column = first(Math.min(x0, x1), step[0], left); column <= right; column += 1) {
      const x = (left + column + 0.5) * step[0] - x0;
      const share = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      const distance = (x - share * dx) ** 2 + (y - share * dy) ** 2;
      const at = row * columns + column;
      if (distance >= squared[at]!) continue;
      squared[at] = distance;
      along[at] = part + share;
    }
  }
}
