// Where the pixels of a photo lie on the atlas: the triangles of the face that look towards the camera, filled; where they
// overlap, the nearest.
import type { Weights } from "./png";
import type { FaceMesh } from "./skin-maps";
import type { Face } from "./types";

/** A rectangle of a photo in texels: its left upper corner and the side of a texel, in pixels of the photo. */
export interface Grid {
  x: number;
  y: number;
  step: number;
  width: number;
  height: number;
}

const MARGIN = 0.04;

/** Return the grid about the face of a photo, with at most so many texels on its longer side. */
export function gridOf(face: Face, most: number): Grid {
  const [across, down] = [0, 1].map((axis) => face.landmarks.map((place) => place[axis]!)) as [number[], number[]];
  const [left, right] = [Math.min(...across), Math.max(...across)];
  const [top, bottom] = [Math.min(...down), Math.max(...down)];
  const margin = MARGIN * Math.max(right - left, bottom - top);
  const x = Math.max(0, Math.floor(left - margin));
  const y = Math.max(0, Math.floor(top - margin));
  const width = Math.max(1, Math.min(face.width, Math.ceil(right + margin)) - x);
  const height = Math.max(1, Math.min(face.height, Math.ceil(bottom + margin)) - y);
  const step = Math.max(1, Math.max(width, height) / most);
  return { x, y, step, width: Math.round(width / step), height: Math.round(height / step) };
}

/** Return places on the atlas (u, v) of the grid's texels; NaN where there is no face. */
export function atlasOf(grid: Grid, face: Face, mesh: FaceMesh): Float32Array {
  const found = new Float32Array(2 * grid.width * grid.height).fill(Number.NaN);
  const depth = new Float32Array(grid.width * grid.height).fill(Number.POSITIVE_INFINITY);
  for (const triangle of mesh.triangles) fill(found, depth, cornersOf(triangle, grid, face, mesh), grid);
  return found;
}

/** Return a channel of the weights at places of the atlas, 0 to 1; 0 where there is no place. */
export function weightsAt(weights: Weights, channel: number, atlas: Float32Array): Float32Array {
  const found = new Float32Array(atlas.length / 2);
  for (let at = 0; at < found.length; at += 1) {
    const u = atlas[2 * at]!;
    if (!Number.isNaN(u)) found[at] = weightAt(weights, channel, u, atlas[2 * at + 1]!);
  }
  return found;
}

/** Return a channel of the weights at a place of the atlas, between texels as a graphics card reads them. */
export function weightAt({ width, height, bytes }: Weights, channel: number, u: number, v: number): number {
  const [left, right, across] = between(u * width - 0.5, width);
  const [upper, lower, down] = between(v * height - 0.5, height);
  const byte = (row: number, column: number) => bytes[4 * (row * width + column) + channel]!;
  const above = byte(upper, left) + across * (byte(upper, right) - byte(upper, left));
  const below = byte(lower, left) + across * (byte(lower, right) - byte(lower, left));
  return (above + down * (below - above)) / 255;
}

function between(place: number, most: number): readonly [number, number, number] {
  const within = Math.min(most - 1, Math.max(0, place));
  const low = Math.min(most - 2, Math.floor(within));
  return [low, low + 1, within - low];
}

/** Across, down, depth, u, v of a corner; across and down in texels. */
type Corner = readonly [number, number, number, number, number];

function cornersOf(triangle: readonly number[], grid: Grid, face: Face, mesh: FaceMesh): readonly Corner[] {
  return triangle.map((vertex) => {
    const [x, y, z] = face.landmarks[vertex]!;
    const [u, v] = mesh.atlas[vertex]!;
    return [(x - grid.x) / grid.step - 0.5, (y - grid.y) / grid.step - 0.5, z, u, v];
  });
}

function fill(found: Float32Array, depth: Float32Array, corners: readonly Corner[], { width, height }: Grid): void {
  const [a, b, c] = corners as [Corner, Corner, Corner];
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  if (area >= 0) return; // looks away: the mesh runs the other way round in a picture, whose y is downwards
  const [top, bottom] = [Math.min(a[1], b[1], c[1]), Math.max(a[1], b[1], c[1])];
  const [left, right] = [Math.min(a[0], b[0], c[0]), Math.max(a[0], b[0], c[0])];
  for (let row = Math.max(0, Math.ceil(top)); row <= Math.min(height - 1, bottom); row += 1)
    for (let column = Math.max(0, Math.ceil(left)); column <= Math.min(width - 1, right); column += 1) {
      const second = ((column - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (row - a[1])) / area;
      const third = ((b[0] - a[0]) * (row - a[1]) - (column - a[0]) * (b[1] - a[1])) / area;
      const first = 1 - second - third;
      if (first < 0 || second < 0 || third < 0) continue;
      const at = row * width + column;
      const z = first * a[2] + second * b[2] + third * c[2];
      if (z >= depth[at]!) continue;
      depth[at] = z;
      found[2 * at] = first * a[3] + second * b[3] + third * c[3];
      found[2 * at + 1] = first * a[4] + second * b[4] + third * c[4];
    }
}
