// Gaussian blur of a map. A wide one is taken at half the size: what it keeps is coarser than that.

const REACH = 4; // standard deviations after which the bell counts as ended
const WIDE = 2; // pixels
// Variances, pixels^2, that halving a map and drawing it out again add on the way; the blur between is narrower for it.
const ADDED = 1;

export interface Size {
  width: number;
  height: number;
}

/** Return a map blurred by a standard deviation in pixels; beyond the edge its last value goes on. */
export function blurred(map: Float32Array, size: Size, sigma: number): Float32Array {
  if (sigma <= WIDE || size.width < 8 || size.height < 8) return bell(map, size, sigma);
  const half = { width: Math.ceil(size.width / 2), height: Math.ceil(size.height / 2) };
  const small = blurred(halved(map, size, half), half, Math.sqrt((sigma * sigma - ADDED) / 4));
  return doubled(small, half, size);
}

/** Return a map blurred within a mask: what is masked out does not bleed in. `mass` is the mask blurred alike. */
export function blurredWithin(
  map: Float32Array,
  mask: Float32Array,
  size: Size,
  sigma: number,
): { mean: Float32Array; mass: Float32Array } {
  const mass = blurred(mask, size, sigma);
  const within = new Float32Array(map.length);
  for (let at = 0; at < map.length; at += 1) within[at] = map[at]! * mask[at]!;
  const mean = blurred(within, size, sigma);
  for (let at = 0; at < mean.length; at += 1) mean[at]! /= Math.max(mass[at]!, LEAST_MASS);
  return { mean, mass };
}

const LEAST_MASS = 1e-3;

function bell(map: Float32Array, { width, height }: Size, sigma: number): Float32Array {
  const weights = weightsOf(sigma);
  const reach = weights.length - 1;
  const across = new Float32Array(map.length);
  const padded = new Float32Array(width + 2 * reach);
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    padded.fill(map[start]!, 0, reach);
    padded.set(map.subarray(start, start + width), reach);
    padded.fill(map[start + width - 1]!, reach + width);
    const sums = across.subarray(start, start + width);
    for (let step = 0; step <= reach; step += 1)
      addPair(sums, padded, reach - step, reach + step, step === 0 ? 0.5 * weights[0]! : weights[step]!);
  }
  const found = new Float32Array(map.length);
  for (let row = 0; row < height; row += 1) {
    const sums = found.subarray(row * width, (row + 1) * width);
    for (let step = 0; step <= reach; step += 1) {
      const [upper, lower] = [Math.max(0, row - step) * width, Math.min(height - 1, row + step) * width];
      addPair(sums, across, upper, lower, step === 0 ? 0.5 * weights[0]! : weights[step]!);
    }
  }
  return found;
}

/** Add two stretches of a map, weighted alike. */
function addPair(sums: Float32Array, map: Float32Array, first: number, second: number, weight: number): void {
  for (let at = 0; at < sums.length; at += 1) sums[at]! += weight * (map[first + at]! + map[second + at]!);
}

function weightsOf(sigma: number): number[] {
  const reach = sigma > 0 ? Math.ceil(REACH * sigma) : 0;
  const raw = Array.from({ length: reach + 1 }, (_, at) => (at === 0 ? 1 : Math.exp(-0.5 * (at / sigma) ** 2)));
  const sum = 2 * raw.reduce((total, weight) => total + weight, 0) - 1;
  return raw.map((weight) => weight / sum);
}

function halved(map: Float32Array, { width, height }: Size, half: Size): Float32Array {
  const found = new Float32Array(half.width * half.height);
  for (let row = 0; row < half.height; row += 1) {
    const [upper, lower] = [2 * row * width, Math.min(height - 1, 2 * row + 1) * width];
    for (let column = 0; column < half.width; column += 1) {
      const [left, right] = [2 * column, Math.min(width - 1, 2 * column + 1)];
      const sum = map[upper + left]! + map[upper + right]! + map[lower + left]! + map[lower + right]!;
      found[row * half.width + column] = 0.25 * sum;
    }
  }
  return found;
}

function doubled(map: Float32Array, half: Size, { width, height }: Size): Float32Array {
  const found = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const [upper, lower, down] = between(row, half.height);
    for (let column = 0; column < width; column += 1) {
      const [left, right, across] = between(column, half.width);
      const above = map[upper * half.width + left]! * (1 - across) + map[upper * half.width + right]! * across;
      const below = map[lower * half.width + left]! * (1 - across) + map[lower * half.width + right]! * across;
      found[row * width + column] = above * (1 - down) + below * down;
    }
  }
  return found;
}

function between(at: number, most: number): readonly [number, number, number] {
  const place = 0.5 * at - 0.25;
  const low = Math.floor(place);
  return [Math.max(0, low), Math.min(most - 1, low + 1), place - low];
}
