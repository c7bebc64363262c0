// Brows and the roots of the lashes, painted hair by hair. Cover is 0..1; a hair is thinner than a texel and covers it in part.
import { aboutZero, between, type Random, randomFrom } from "./skin-noise";
import { alongLine, mixed, type Plane, type Point, smooth } from "./skin-plane";
import { bent, eachNear, type Stroke } from "./skin-strokes";

const [BROWS, LASHES] = [5, 6];
// Vertices of the canonical face from the nose outwards, the person's left and right.
const BROW_LOWER = [
  [285, 295, 282, 283, 276],
  [55, 65, 52, 53, 46],
] as const;
const BROW_UPPER = [
  [336, 296, 334, 293, 300],
  [107, 66, 105, 63, 70],
] as const;
const UPPER_LID = [
  [362, 398, 384, 385, 386, 387, 388, 466, 263],
  [133, 173, 157, 158, 159, 160, 161, 246, 33],
] as const;
const LOWER_LID = [
  [362, 382, 381, 380, 374, 373, 390, 249, 263],
  [133, 155, 154, 153, 145, 144, 163, 7, 33],
] as const;
const HAIRS = 560;
const HAIR_MM = 0.13;
const REACH = 2.4;

/** Return the cover of the brows. */
export function browMap(plane: Plane, seed: number): Float32Array {
  const random = randomFrom(seed, BROWS);
  const cover = new Float32Array(plane.size ** 2);
  for (const side of [0, 1]) {
    const [lower, upper] = [BROW_LOWER[side]!.map(plane.at), BROW_UPPER[side]!.map(plane.at)];
    for (let hair = 0; hair < HAIRS; hair += 1) paint(cover, plane, browHair(lower, upper, side, random));
  }
  return cover;
}

/** A hair of a brow: upright near the nose, lying outwards farther on, the upper ones turned down. */
function browHair(lower: readonly Point[], upper: readonly Point[], side: number, random: Random): Stroke {
  const along = between(random, 0.02, 0.97);
  const narrow = 0.3 * smooth(0.45, 1, along); // a brow tapers outwards
  const up = between(random, -0.12 + 1.3 * narrow, 1.02 - narrow);
  const place = mixed(alongLine(lower, along).place, alongLine(upper, along).place, up);
  const lying = 0.35 + 1.15 * smooth(0, 0.45, along) + 0.5 * smooth(0.4, 1, along) + 0.45 * (up - 0.5);
  const angle = -Math.PI / 2 + (side === 0 ? 1 : -1) * (lying + 0.2 * aboutZero(random));
  const length = between(random, 4.5, 8) * (1 - 0.3 * along);
  const thin = smooth(0, 0.12, along) * smooth(0, 0.15, 1 - along);
  return {
    points: bent(place, angle, length, (side === 0 ? 1 : -1) * between(random, 0.1, 0.4), 5),
    width_mm: HAIR_MM,
    strength: between(random, 0.45, 0.85) * (0.35 + 0.65 * thin),
  };
}

function paint(cover: Float32Array, plane: Plane, hair: Stroke): void {
  eachNear(hair, plane, REACH, (at, distance, along) => {
    const covered = hair.strength * Math.exp(-0.5 * distance * distance) * smooth(0, 0.5, 1 - along);
    cover[at] = 1 - (1 - cover[at]!) * (1 - covered);
  });
}

/** Return the cover of the lashes: a dark edge of the upper lid, a faint one of the lower. */
export function lashMap(plane: Plane, seed: number): Float32Array {
  const random = randomFrom(seed, LASHES);
  const cover = new Float32Array(plane.size ** 2);
  for (const side of [0, 1]) {
    const lids = [
      { lid: UPPER_LID[side]!, up: -1, edge: 0.5, count: 70, length: 0.7, strength: 0.3 },
      { lid: LOWER_LID[side]!, up: 1, edge: 0.16, count: 34, length: 0.7, strength: 0.22 },
    ];
    for (const { lid, up, edge, count, length, strength } of lids) {
      const line = lid.map(plane.at);
      paintEdge(cover, plane, line, edge);
      for (let lash = 0; lash < count; lash += 1) {
        const along = between(random, 0.12, 0.97);
        const { place } = alongLine(line, along);
        const outwards = (side === 0 ? 1 : -1) * (along - 0.45) * 1.3;
        const angle = up * (Math.PI / 2 - outwards);
        paint(cover, plane, { points: bent(place, angle, length, 0, 3), width_mm: HAIR_MM, strength });
      }
    }
  }
  return cover;
}

function paintEdge(cover: Float32Array, plane: Plane, line: readonly Point[], strength: number): void {
  eachNear({ points: line, width_mm: 0.38, strength }, plane, REACH, (at, distance, along) => {
    const covered = strength * Math.exp(-0.5 * distance * distance) * smooth(0, 0.15, along);
    cover[at] = Math.max(cover[at]!, covered);
  });
}
