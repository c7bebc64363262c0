// Random numbers from a seed, and smooth noise on a grid: the same seed gives the same skin.

/** A source of numbers evenly spread over 0..1. */
export type Random = () => number;

/** Return a source of random numbers; `purpose` keeps the sources of one seed apart. */
export function randomFrom(seed: number, purpose: number): Random {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Return a number between two limits. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Return a number about 0 with a standard deviation of 1 (a sum of three, never beyond 3). */
export function aboutZero(random: Random): number {
  return 2 * (random() + random() + random() - 1.5);
}

/** Return size x size values with standard deviation near 1 that change smoothly over `cell` texels. */
export function smoothNoise(size: number, cell: number, random: Random): Float32Array {
  const nodes = Math.ceil(size / cell) + 3;
  const lattice = Float32Array.from({ length: nodes * nodes }, () => 1.6 * aboutZero(random));
  const { first, weights } = splines(size, cell);
  const columns = new Float32Array(nodes * size);
  for (let row = 0; row < nodes; row += 1)
    for (let at = 0; at < size; at += 1)
      columns[row * size + at] = spline(lattice, row * nodes + first[at]!, 1, weights, at);
  const found = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let at = 0; at < size; at += 1)
      found[row * size + at] = spline(columns, first[row]! * size + at, size, weights, row);
  return found;
}

/** For each texel the first of four nodes and their weights (cubic B-splines). */
function splines(size: number, cell: number) {
  const first = new Int32Array(size);
  const weights = new Float32Array(4 * size);
  for (let at = 0; at < size; at += 1) {
    const place = at / cell;
    first[at] = Math.floor(place);
    const t = place - first[at]!;
    weights[4 * at] = (1 - t) ** 3 / 6;
    weights[4 * at + 1] = (3 * t ** 3 - 6 * t ** 2 + 4) / 6;
    weights[4 * at + 2] = (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6;
    weights[4 * at + 3] = t ** 3 / 6;
  }
  return { first, weights };
}

function spline(values: Float32Array, start: number, stride: number, weights: Float32Array, at: number): number {
  let sum = 0;
  for (let node = 0; node < 4; node += 1) sum += weights[4 * at + node]! * values[start + node * stride]!;
  return sum;
}

const TILE = 256; // a power of two

/** Return noise that repeats after 256 texels, by row and column: for what is finer than anybody sees repeat. */
export function tiledNoise(cell: number, random: Random): (row: number, column: number) => number {
  const tile = smoothNoise(TILE, cell, random);
  return (row, column) => tile[(row & (TILE - 1)) * TILE + (column & (TILE - 1))]!;
}

/** Return noise of several scales added up: each with its cell in texels and its strength. */
export function layeredNoise(
  size: number,
  layers: readonly (readonly [number, number])[],
  random: Random,
): Float32Array {
  const found = new Float32Array(size * size);
  for (const [cell, strength] of layers) {
    const layer = smoothNoise(size, cell, random);
    for (let at = 0; at < found.length; at += 1) found[at]! += strength * layer[at]!;
  }
  return found;
}

/** Return a map of `from` x `from` values drawn out to `to` x `to` texels, linear between texel centres. */
export function enlarged(map: Float32Array, from: number, to: number): Float32Array {
  const found = new Float32Array(to * to);
  const low = new Int32Array(to);
  const share = new Float32Array(to);
  for (let at = 0; at < to; at += 1) {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
    low[at] = Math.min(from - 2, Math.floor(place));
    share[at] = place - low[at]!;
  }
  for (let row = 0; row < to; row += 1) {
    const [above, down] = [low[row]! * from, share[row]!];
    for (let column = 0; column < to; column += 1) {
      const [at, right] = [above + low[column]!, share[column]!];
      const top = map[at]! + right * (map[at + 1]! - map[at]!);
      const bottom = map[at + from]! + right * (map[at + from + 1]! - map[at + from]!);
      found[row * to + column] = top + down * (bottom - top);
    }
  }
  return found;
}
