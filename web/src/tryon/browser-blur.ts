// How blurred a face is: the spread of its sharpest edges, mm of skin; as photomend/faces/blur.py. An edge of spread s
// keeps the share R = s / sqrt(s^2 + s_0^2) of its steepness when it is blurred once more with s_0.
import { blurred, type Size } from "./blur";
import type { Closeup } from "./browser-closeup";
import { median, quantile } from "./browser-numbers";

const ONCE_MORE_PX = 1;
const RESOLVED_PX = 2.5; // wider ones hardly change when blurred once more: they are measured at half the size
const LEAST_SIDE_PX = 48;
const OWN_PX2 = 2 ** 2 / 12 + 1 / 12; // variance that measuring adds: slopes over two pixels, each itself a mean
const EPSILON = 2 ** -23;
const MOST_SHARE = 0.999;
const BRIGHTNESS = [0.299, 0.587, 0.114] as const; // of encoded red, green, blue (ITU-R BT.601)

/** Brightness, and brightness blurred once more. */
interface Level extends Size {
  sharp: Float32Array;
  soft: Float32Array;
}

/** Rows, or columns: how many, the step from one to the next, how long they are, the step along them. */
interface Lines {
  count: number;
  apart: number;
  length: number;
  stride: number;
}

/** Return the standard deviation of the blur of the sharpest edges of a face, mm; the larger of both directions. */
export function edgeSpread({ picture, mm_per_px }: Closeup, edge_fraction: number): number {
  const grey = new Float32Array(picture.width * picture.height);
  const [r, g, b] = BRIGHTNESS;
  for (let at = 0; at < grey.length; at++)
    grey[at] = r * picture.rgb[3 * at]! + g * picture.rgb[3 * at + 1]! + b * picture.rgb[3 * at + 2]!;
  const level = levelOf(grey, picture);
  return mm_per_px * Math.max(spread(level, columnsOf, edge_fraction), spread(level, rowsOf, edge_fraction));
}

function levelOf(sharp: Float32Array, { width, height }: Size): Level {
  return { width, height, sharp, soft: blurred(sharp, { width, height }, ONCE_MORE_PX) };
}

function rowsOf({ width, height }: Size): Lines {
  return { count: height, apart: width, length: width, stride: 1 };
}

function columnsOf({ width, height }: Size): Lines {
  return { count: width, apart: 1, length: height, stride: width };
}

function spread(level: Level, along: (size: Size) => Lines, edge_fraction: number): number {
  const found = spreadHere(level, along(level), edge_fraction);
  if (found < RESOLVED_PX || Math.min(level.width, level.height) < 2 * LEAST_SIDE_PX) return found;
  return 2 * spread(halved(level), along, edge_fraction);
}

function spreadHere({ sharp, soft }: Level, lines: Lines, edge_fraction: number): number {
  const before = steepness(sharp, lines);
  // Judged after the second blur, so that grain is not taken for edges, and in their middles, where they are steepest.
  const after = steepness(soft, lines);
  const middle = middles(after, lines);
  if (middle.length === 0) return RESOLVED_PX;
  const least = quantile(
    middle.map((at) => after[at]!),
    1 - edge_fraction,
  );
  const steep = middle.filter((at) => after[at]! >= least);
  const ratio = median(steep.map((at) => after[at]! / Math.max(before[at]!, EPSILON)));
  const share = Math.min(MOST_SHARE, Math.max(0, ratio));
  const seen = (ONCE_MORE_PX * share) ** 2 / (1 - share ** 2);
  return Math.sqrt(Math.max(seen - OWN_PX2, 0));
}

// Where a map is no less steep than its neighbours along a line, whose ends meet, and steep at all.
function middles(steep: Float32Array, { count, apart, length, stride }: Lines): number[] {
  const found: number[] = [];
  for (let line = 0; line < count; line++) {
    const start = line * apart;
    let back = steep[start + (length - 1) * stride]!;
    for (let place = 0; place < length; place++) {
      const at = start + place * stride;
      const here = steep[at]!;
      if (here > 0 && here >= back && here >= steep[place < length - 1 ? at + stride : start]!) found.push(at);
      back = here;
    }
  }
  return found;
}

// How much brightness changes along lines from pixel to pixel, whatever its sign.
function steepness(map: Float32Array, { count, apart, length, stride }: Lines): Float32Array {
  const found = new Float32Array(map.length);
  for (let line = 0; line < count; line++)
    for (let place = 0; place < length; place++) {
      const at = line * apart + place * stride;
      const [back, on] = [place > 0 ? 1 : 0, place < length - 1 ? 1 : 0];
      found[at] = Math.abs(map[at + on * stride]! - map[at - back * stride]!) / Math.max(1, back + on);
    }
  return found;
}

function halved({ width: across, height: down, sharp }: Level): Level {
  const [width, height] = [Math.trunc(across / 2), Math.trunc(down / 2)];
  const found = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * across + x);
      found[y * width + x] = (sharp[at]! + sharp[at + 1]! + sharp[at + across]! + sharp[at + across + 1]!) / 4;
    }
  return levelOf(found, { width, height });
}
