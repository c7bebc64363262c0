// Fine lines, laid where skin folds: across the forehead, upright between the brows, fanned from the outer corners of the
// eyes, along the lower lids, upright over the upper lip. Depths and widths are of a plain face of 60; younger faces have
// fewer and shallower ones. They are a drawing's numbers, not measurements, and feed no figure.
import { aboutZero, between, type Random, randomFrom } from "./skin-noise";
import { alongLine, type Plane, type Point, smooth } from "./skin-plane";
import { bent, eachNear, type Stroke } from "./skin-strokes";

const PURPOSE = 1;
const REACH = 6; // half widths: beyond, a crease changes nothing
const RAISED = 0.3; // share of its depth to which skin stands up beside a crease
const RAISED_WIDTH = 2.2;
const UNEVEN = 17; // radians of its swell along a crease
const [FURROW_WIDTH, FURROW_DEPTH] = [2.2, 0.7]; // of the soft furrow about a deep crease, as shares of the crease

/** A crease, the rank (0..1) at which it comes (the deeper the lines of a face, the more of them) and where it is shallower. */
export interface Crease extends Stroke {
  rank: number;
  phase: number;
}

// Vertices of the canonical face; a pair is the person's left and right.
const OUTER_CORNER = [263, 33] as const;
const LOWER_LID = [
  [263, 249, 390, 373, 374, 380, 381, 382, 362],
  [33, 7, 163, 144, 145, 153, 154, 155, 133],
] as const;
const UPPER_LIP = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291] as const;
const ABOVE_BROWS = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300] as const;
const [BETWEEN_BROWS, LIP_MIDDLE] = [9, 13];

/** Return the depth that lines have reached: 0 at 20 years, 1 at 60 with as many as are typical. */
export function lineStrength(age_years: number, lines: number): number {
  return 2 * lines * Math.min(1.35, Math.max(0, (age_years - 20) / 40)) ** 1.3;
}

/** Return the height of the lines, mm. */
export function lineMap(plane: Plane, age_years: number, lines: number, seed: number): Float32Array {
  const height = new Float32Array(plane.size ** 2);
  const strength = lineStrength(age_years, lines);
  for (const crease of creases(plane, seed)) {
    const come = strength * smooth(0.8 * crease.rank, 0.8 * crease.rank + 0.35, strength);
    if (come > 0) press(height, plane, { ...crease, strength: crease.strength * come });
  }
  return height;
}

function press(height: Float32Array, plane: Plane, crease: Crease): void {
  eachNear(crease, plane, REACH, (at, distance, along) => {
    const uneven = 0.78 + 0.22 * Math.sin(crease.phase + UNEVEN * along);
    const depth = crease.strength * uneven * smooth(0, 0.3, along) * smooth(0, 0.3, 1 - along);
    const wide = distance / RAISED_WIDTH;
    height[at]! += depth * (RAISED * Math.exp(-0.5 * wide * wide) - Math.exp(-0.5 * distance * distance));
  });
}

/** Return all creases of a face, whichever of them will show. */
export function creases(plane: Plane, seed: number): Crease[] {
  const random = randomFrom(seed, PURPOSE);
  const sides = [0, 1].flatMap((side) => [...crowsFeet(plane, side, random), ...lowerLid(plane, side, random)]);
  return [...forehead(plane, random), ...betweenBrows(plane, random), ...sides, ...upperLip(plane, random)];
}

type Range = readonly [low: number, high: number];

function crease(points: Point[], random: Random, width: Range, depth: Range, rank: Range): Crease {
  const [width_mm, strength] = [between(random, ...width), between(random, ...depth)];
  return { points, width_mm, strength, rank: between(random, ...rank), phase: between(random, 0, 6) };
}

/** Return a crease with the soft furrow that it lies in. */
function deep(found: Crease): Crease[] {
  const furrow = { width_mm: FURROW_WIDTH * found.width_mm, strength: FURROW_DEPTH * found.strength };
  return [found, { ...found, ...furrow }];
}

function forehead(plane: Plane, random: Random): Crease[] {
  const brow = ABOVE_BROWS.map(plane.at);
  const level = Math.min(...brow.map(([, y]) => y));
  const [right, left] = [brow[0]![0], brow.at(-1)![0]];
  const found: Crease[] = [];
  for (const [row, above] of [8.5, 14, 19.5, 25.5, 31].entries()) {
    let from = between(random, 0.02, 0.16) + 0.03 * row;
    while (from < 0.8) {
      const to = Math.min(0.97 - 0.03 * row, from + between(random, 0.16, 0.5));
      const points = wavy(from, to, 16, random).map(([share, wave]): Point => {
        const x = right + share * (left - right);
        return [x, level - above + 0.45 * (heightOf(brow, x) - level) + wave];
      });
      const rank: Range = [0.1 * row, 0.3 + 0.15 * row];
      found.push(...deep(crease(points, random, [0.4, 0.65], [0.1, 0.27], rank)));
      from = to + between(random, -0.1, 0.08);
    }
  }
  return found;
}

/** Shares of the way with waves (mm) beside it. */
function wavy(from: number, to: number, parts: number, random: Random): [number, number][] {
  const waves = [
    [0.8, between(random, 9, 14), between(random, 0, 6)],
    [0.35, between(random, 24, 36), between(random, 0, 6)],
  ] as const;
  const tilt = 1.6 * aboutZero(random);
  return Array.from({ length: parts + 1 }, (_, at) => {
    const share = at / parts;
    const place = from + share * (to - from);
    const wave = waves.reduce((sum, [size, turns, phase]) => sum + size * Math.sin(phase + turns * place), 0);
    return [place, wave + tilt * (share - 0.5)];
  });
}

/** The height of a line of points at x, straight between them. */
function heightOf(line: readonly Point[], x: number): number {
  const after = line.findIndex(([place]) => place >= x);
  if (after <= 0) return after === 0 ? line[0]![1] : line.at(-1)![1];
  const [[x0, y0], [x1, y1]] = [line[after - 1]!, line[after]!];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

function betweenBrows(plane: Plane, random: Random): Crease[] {
  const [x, top] = plane.at(BETWEEN_BROWS);
  return [-1, 1].flatMap((side) => {
    const start: Point = [x + side * between(random, 6, 9), top - between(random, 1, 5)];
    const points = bent(start, Math.PI / 2 + 0.14 * side, between(random, 9, 14), 0.2 * side);
    return deep(crease(points, random, [0.45, 0.65], [0.16, 0.28], [0.1, 0.4]));
  });
}

function crowsFeet(plane: Plane, side: number, random: Random): Crease[] {
  const outwards = side === 0 ? 1 : -1;
  const [x, y] = plane.at(OUTER_CORNER[side]!);
  const count = 11;
  return Array.from({ length: count }, (_, at) => {
    const angle = -0.85 + (1.75 * at) / (count - 1) + 0.07 * aboutZero(random);
    const from = between(random, 5.5, 11);
    const middle = 1 - Math.abs(angle) / 1.3;
    const start: Point = [x + outwards * from * Math.cos(angle), y + from * Math.sin(angle)];
    const length = between(random, 6, 12) + 9 * middle * random();
    const heading = outwards > 0 ? angle : Math.PI - angle;
    const points = bent(start, heading, length, outwards * (0.35 * angle + 0.2) + 0.12 * aboutZero(random));
    const found = crease(points, random, [0.28, 0.5], [0.05, 0.15], [0, 0.9]);
    return { ...found, strength: found.strength + 0.08 * middle };
  }).flatMap((found) => (found.rank < 0.35 ? deep(found) : [found]));
}

function lowerLid(plane: Plane, side: number, random: Random): Crease[] {
  const lid = LOWER_LID[side]!.map(plane.at);
  return [3, 4.6, 6.2, 8, 10].flatMap((below, row) =>
    Array.from({ length: 3 }, () => {
      const from = between(random, 0.02, 0.55);
      const to = Math.min(0.92, from + between(random, 0.18, 0.4));
      const points = wavy(from, to, 8, random).map(([share, wave]): Point => {
        const { place } = alongLine(lid, share);
        return [place[0], place[1] + below + 0.8 * share * row + 0.5 * wave];
      });
      return crease(points, random, [0.24, 0.42], [0.04, 0.13], [0, 0.9]);
    }),
  );
}

function upperLip(plane: Plane, random: Random): Crease[] {
  const border = UPPER_LIP.map(plane.at);
  const middle = plane.at(LIP_MIDDLE);
  const count = 22;
  return Array.from({ length: count }, (_, at) => {
    const { place } = alongLine(border, 0.06 + (0.88 * (at + 0.25 * aboutZero(random))) / (count - 1));
    const aside = (place[0] - middle[0]) / 30;
    const start: Point = [place[0], place[1] - between(random, 0.2, 1.8)];
    const points = bent(start, -Math.PI / 2 + 0.5 * aside, between(random, 3, 9), 0.2 * aboutZero(random));
    const found = crease(points, random, [0.26, 0.45], [0.04, 0.17], [0.15, 1]);
    return { ...found, strength: found.strength * (0.3 + 0.7 * smooth(3, 7, Math.abs(place[0] - middle[0]))) };
  });
}
