// The part of a picture that holds the face, reduced to pixels no finer than asked for; as photomend/faces/closeup.py.
import { type Pixels, partOf, reduced } from "./browser-picture";
import type { Point } from "./browser-pose";
import type { Weights } from "./png";
import { atlasOf, type Grid, weightsAt } from "./raster";
import type { FaceMesh } from "./skin-maps";
import type { Face } from "./types";

export interface Closeup {
  picture: Pixels;
  /** Where its pixels lie in the whole picture. */
  grid: Grid;
  mm_per_px: number;
}

/** What is drawn in the atlas: weights of regions, and where they lie in the two files. */
export interface Planes {
  mesh: FaceMesh;
  a: Weights;
  b: Weights;
}

/** Return the face of a picture; blocks of pixels become one while that is no coarser than `finest`, mm. */
export function closeUp(picture: Pixels, landmarks: readonly Point[], mm_per_px: number, finest: number): Closeup {
  const { width, height } = picture;
  const [x, y] = [0, 1].map((axis) => landmarks.map((point) => point[axis]!)) as [number[], number[]];
  const left = within(Math.floor(Math.min(...x)), 0, width - 1);
  const top = within(Math.floor(Math.min(...y)), 0, height - 1);
  const right = within(Math.ceil(Math.max(...x)), left + 1, width);
  const bottom = within(Math.ceil(Math.max(...y)), top + 1, height);
  const step = Math.max(1, Math.trunc(finest / mm_per_px));
  const face = reduced(partOf(picture, left, top, right - left, bottom - top), step);
  const grid = { x: left, y: top, step, width: face.width, height: face.height };
  return { picture: face, grid, mm_per_px: mm_per_px * step };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Return how much each pixel may change, and how much it is one of cheeks and forehead that may; 0 to 1. */
export function planesAt(near: Closeup, landmarks: readonly Point[], { mesh, a, b }: Planes) {
  const placed = { landmarks } as unknown as Face; // of a face, only its landmarks are asked for
  const atlas = atlasOf(near.grid, placed, mesh);
  const [forehead, cheek, allowed] = [weightsAt(a, 0, atlas), weightsAt(a, 3, atlas), weightsAt(b, 3, atlas)];
  return { allowed, asked: allowed.map((share, at) => share * (forehead[at]! + cheek[at]!)) };
}

/** Return linear light of 0 to 1, channel after channel. */
export function lightOf({ rgb }: Pixels): [Float32Array, Float32Array, Float32Array] {
  const found = [0, 1, 2].map(() => new Float32Array(rgb.length / 3));
  for (let at = 0; at < rgb.length; at++) found[at % 3]![Math.trunc(at / 3)] = LINEAR[rgb[at]!]!;
  return found as [Float32Array, Float32Array, Float32Array];
}

const LINEAR = Float32Array.from({ length: 256 }, (_, value) => {
  const encoded = value / 255;
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
});
