// From numbers on an uneven grid of depth and distance to the pixels of a picture, by linear interpolation.
import { TABLE_SIZE } from "./colour-map";

/** Where samples of an axis lie between its places: the lower neighbour, and the share of the upper one. */
export interface Samples {
  below: Int32Array;
  share: Float32Array;
}

/** Return where values lie on a rising axis; before the first and after the last place the end holds. */
export function locate(axis: ArrayLike<number>, values: ArrayLike<number>): Samples {
  const below = new Int32Array(values.length);
  const share = new Float32Array(values.length);
  let at = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    while (at > 0 && value < axis[at]!) at--;
    while (at < axis.length - 2 && value >= axis[at + 1]!) at++;
    below[k] = at;
    share[k] = axis.length < 2 ? 0 : clip((value - axis[at]!) / (axis[at + 1]! - axis[at]!));
  }
  return { below, share };
}

function clip(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Return the middles of `count` equal cells between two ends. */
export function middles(from: number, to: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => from + ((k + 0.5) * (to - from)) / count);
}

/** Return one frame of a field (t, z, r) at a place between its frames: 2.5 is halfway from the third to the fourth. */
export function frameAt(field: Float32Array, size: number, place: number): Float32Array {
  const last = field.length / size - 1;
  const below = Math.min(last, Math.max(0, Math.floor(place)));
  const share = Math.min(1, Math.max(0, place - below));
  const from = field.subarray(below * size, (below + 1) * size);
  if (share === 0 || below === last) return from;
  const to = field.subarray((below + 1) * size, (below + 2) * size);
  return from.map((value, k) => value + share * (to[k]! - value));
}

/** Fill pixels (rows of `across` columns) with the colours of values (z, r) scaled between two ends. */
export function paint(
  pixels: Uint32Array,
  values: Float32Array,
  rings: number,
  down: Samples,
  across: Samples,
  [low, high]: readonly [number, number],
  table: Uint32Array,
): void {
  const scale = high > low ? (TABLE_SIZE - 1) / (high - low) : 0;
  const width = across.below.length;
  const line = new Float32Array(rings);
  const ringAfter = rings > 1 ? 1 : 0;
  for (let row = 0; row < down.below.length; row++) {
    blend(line, values, rings, down.below[row]!, down.share[row]!);
    for (let column = 0; column < width; column++) {
      const ring = across.below[column]!;
      const from = line[ring]!;
      const value = from + across.share[column]! * (line[ring + ringAfter]! - from);
      const colour = (scale * (value - low) + 0.5) | 0;
      pixels[row * width + column] = table[colour < 0 ? 0 : colour >= TABLE_SIZE ? TABLE_SIZE - 1 : colour]!;
    }
  }
}

function blend(line: Float32Array, values: Float32Array, rings: number, below: number, share: number): void {
  const from = below * rings;
  const to = Math.min(from + rings, values.length - rings);
  for (let ring = 0; ring < rings; ring++) {
    const value = values[from + ring]!;
    line[ring] = value + share * (values[to + ring]! - value);
  }
}
