// Pictures as arrays of red, green, blue, and what is done to them before a network sees them: made smaller by whole
// blocks, resampled, cut out askew. The same steps as photomend/faces takes with Pillow.

/** Pixels row by row, each red, green, blue, 0 to 255. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Where a square is cut out: its middle (px), the step from pixel to pixel (px), the turn (radian, clockwise). */
export interface Cut {
  x: number;
  y: number;
  step: number;
  roll: number;
}

/** Return the pixels without their opacity. */
export function withoutOpacity({ width, height, data }: ImageData): Pixels {
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + 1]!;
    rgb[to + 2] = data[from + 2]!;
  }
  return { width, height, rgb };
}

/** Return a rectangle of the picture. */
export function partOf(picture: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * picture.width + left);
    rgb.set(picture.rgb.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, rgb };
}

/** Return the picture with the mean of each block of `fewer` x `fewer` pixels as one; blocks at the edge may be smaller. */
export function reduced(picture: Pixels, fewer: number): Pixels {
  if (fewer <= 1) return picture;
  const [width, height] = [Math.ceil(picture.width / fewer), Math.ceil(picture.height / fewer)];
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) setBlockMean(picture, x * fewer, y * fewer, fewer, rgb, 3 * (y * width + x));
  return { width, height, rgb };
}

function setBlockMean(picture: Pixels, left: number, top: number, size: number, into: Uint8Array, to: number): void {
  const { width, height, rgb } = picture;
  const right = Math.min(width, left + size);
  const bottom = Math.min(height, top + size);
  let r = 0;
  let g = 0;
  let b = 0;
  for (let y = top; y < bottom; y++)
    for (let at = 3 * (y * width + left), end = 3 * (y * width + right); at < end; at += 3) {
      r += rgb[at]!;
      g += rgb[at + 1]!;
      b += rgb[at + 2]!;
    }
  const count = (right - left) * (bottom - top);
  into[to] = Math.round(r / count);
  into[to + 1] = Math.round(g / count);
  into[to + 2] = Math.round(b / count);
}

/** Return the picture in another size; where it becomes smaller each pixel is a mean with weights like a tent. */
export function resized(picture: Pixels, width: number, height: number): Pixels {
  const wide = alongRows(picture, tents(picture.width, width));
  const turned = alongRows(transposed(wide), tents(picture.height, height));
  return transposed(turned);
}

interface Tent {
  first: number;
  weights: Float64Array;
}

function tents(from: number, to: number): Tent[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, at) => {
    const middle = (at + 0.5) * scale;
    const first = Math.max(0, Math.trunc(middle - reach + 0.5));
    const last = Math.min(from, Math.trunc(middle + reach + 0.5));
    const weights = new Float64Array(last - first);
    for (let k = 0; k < weights.length; k++) weights[k] = Math.max(0, 1 - Math.abs((first + k + 0.5 - middle) / reach));
    const sum = weights.reduce((total, one) => total + one, 0);
    return { first, weights: weights.map((one) => one / sum) };
  });
}

function alongRows({ width, height, rgb }: Pixels, columns: Tent[]): Pixels {
  const found = new Uint8Array(3 * columns.length * height);
  for (let y = 0; y < height; y++)
    columns.forEach(({ first, weights }, x) => {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * rgb[3 * (y * width + first + k) + channel]!;
        found[3 * (y * columns.length + x) + channel] = Math.round(sum);
      }
    });
  return { width: columns.length, height, rgb: found };
}

function transposed({ width, height, rgb }: Pixels): Pixels {
  const found = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [from, to] = [3 * (y * width + x), 3 * (x * height + y)];
      for (let channel = 0; channel < 3; channel++) found[to + channel] = rgb[from + channel]!;
    }
  return { width: height, height: width, rgb: found };
}

/** Return a square of the picture, `side` pixels wide, 0 to 255 unrounded; black beyond the picture. */
export function cutOut(picture: Pixels, { x, y, step, roll }: Cut, side: number): Float32Array {
  const [along, across] = [step * Math.cos(roll), step * Math.sin(roll)];
  const found = new Float32Array(3 * side * side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const [right, down] = [column + 0.5 - side / 2, row + 0.5 - side / 2];
      const at = 3 * (row * side + column);
      between(picture, x + along * right - across * down, y + across * right + along * down, found, at);
    }
  return found;
}

// The mean of the four pixels around a place, by their nearness; those beyond the edge are as those at it.
function between({ width, height, rgb }: Pixels, x: number, y: number, into: Float32Array, at: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [u, v] = [x - 0.5 - left, y - 0.5 - top];
  const [x0, x1] = [Math.max(left, 0), Math.min(left + 1, width - 1)];
  const [y0, y1] = [Math.max(top, 0) * width, Math.min(top + 1, height - 1) * width];
  for (let channel = 0; channel < 3; channel++) {
    const of = (place: number) => rgb[3 * place + channel]!;
    const [upper, lower] = [(1 - u) * of(y0 + x0) + u * of(y0 + x1), (1 - u) * of(y1 + x0) + u * of(y1 + x1)];
    into[at + channel] = (1 - v) * upper + v * lower;
  }
}
