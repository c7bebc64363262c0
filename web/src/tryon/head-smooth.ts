// The default head with finer triangles where it bends, so that no outline is a polygon: edges that the surface leaves are
// split, and their middles lie on it. The vertices that were there stay where they are, at every age.
//
// Phong tessellation: Boubekeur and Alexa, Phong Tessellation, ACM Transactions on Graphics 27 (2008), 141.
import { type Head, headAt, type Shape, unit } from "./head";

const LEAST_MM = 0.15; // what an edge may lie off the surface; finer is not seen, and takes longer to draw
const BENT = 0.5; // share of the way from the flat middle to the tangent planes: where the surface is a ball, it lies on it
const SHARP = 0.3; // cosine between normals below which an edge crosses a crease, and stays straight
const SAME_PLACE = 100; // vertices closer than one over this, mm, share one normal, so that no crack opens between them

/** A head of many triangles, which takes its shape from one of fewer. */
export interface SmoothHead extends Head {
  shapeAt(age_years: number): Shape;
}

/** Return a head whose triangles are split where the surface bends. */
export function smoothed(head: Head): SmoothHead {
  const places = placesOf(head);
  const { index, edges } = split(head, joined(head.normal, places));
  const shapeAt = (age_years: number) => bent(headAt(head, age_years), edges, places);
  return {
    ...head,
    ...shapeAt(0),
    vertices: head.vertices + edges.length,
    triangles: index.length / 3,
    atlas: averaged(head.atlas, edges, 2),
    on_atlas: averaged(head.on_atlas, edges, 1),
    part: Uint8Array.from(averaged(head.part, edges, 1)), // the same at both ends
    openness: Uint8Array.from(averaged(head.openness, edges, 1)),
    aged_mm: averaged(head.aged_mm, edges, 3),
    index,
    shapeAt,
  };
}

type Edge = readonly [number, number];

/** Split edges that bend; the middle of edge k of them is the k-th vertex after those of the head. */
function split({ index, vertices, position_mm }: Head, normal: Float32Array) {
  const edges: Edge[] = [];
  const known = new Map<number, number | null>();
  const middle = (a: number, b: number): number | null => {
    const key = Math.min(a, b) * vertices + Math.max(a, b);
    const found = known.get(key);
    if (found !== undefined) return found;
    const bends = Math.hypot(...bendOf(position_mm, normal, a, b)) > LEAST_MM;
    const place = bends ? vertices + edges.push([a, b]) - 1 : null;
    known.set(key, place);
    return place;
  };
  const finer: number[] = [];
  for (let at = 0; at < index.length; at += 3) {
    const [a, b, c] = [index[at]!, index[at + 1]!, index[at + 2]!];
    finer.push(...pieces([a, b, c], [middle(a, b), middle(b, c), middle(c, a)]));
  }
  return { index: Uint32Array.from(finer), edges };
}

type Corners = readonly [number, number, number];
type Middles = readonly [number | null, number | null, number | null];

/** Return the corners of the triangles that a triangle falls into when some of its sides (ab, bc, ca) have a middle. */
export function pieces([a, b, c]: Corners, [ab, bc, ca]: Middles): number[] {
  if (ab === null && bc === null && ca === null) return [a, b, c];
  if (ab !== null && bc !== null && ca !== null) return [a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca];
  if (ab === null || (bc === null && ca !== null)) return pieces([b, c, a], [bc, ca, ab]); // until ab comes first
  if (bc === null) return [a, ab, c, ab, b, c];
  return [ab, b, bc, a, ab, bc, a, bc, c];
}

/** Values at the vertices, and behind them the means of the ends of each edge. */
function averaged(values: ArrayLike<number>, edges: readonly Edge[], size: number): Float32Array {
  const found = new Float32Array(values.length + size * edges.length);
  found.set(values);
  for (const [at, [a, b]] of edges.entries())
    for (let axis = 0; axis < size; axis += 1)
      found[values.length + size * at + axis] = 0.5 * (values[size * a + axis]! + values[size * b + axis]!);
  return found;
}

/** A shape with the middles of its edges, moved towards the planes that touch the surface at both ends. */
function bent(shape: Shape, edges: readonly Edge[], places: Uint32Array): Shape {
  const position_mm = averaged(shape.position_mm, edges, 3);
  const normal = joined(shape.normal, places);
  for (const [at, [a, b]] of edges.entries()) {
    const bend = bendOf(shape.position_mm, normal, a, b);
    for (let axis = 0; axis < 3; axis += 1) position_mm[shape.position_mm.length + 3 * at + axis]! += bend[axis]!;
  }
  return { position_mm, normal: unit(averaged(shape.normal, edges, 3)) };
}

const STRAIGHT = [0, 0, 0] as const;

/** How the middle of an edge is moved, mm. */
function bendOf(position: Float32Array, normal: Float32Array, a: number, b: number): readonly number[] {
  if (dot(normal, 3 * a, normal, 3 * b) < SHARP) return STRAIGHT;
  // Half the edge, seen along the normal of each end: how far the middle lies above the plane there.
  const above = (end: number) =>
    0.5 * (dot(position, 3 * (a + b - end), normal, 3 * end) - dot(position, 3 * end, normal, 3 * end));
  const [offA, offB] = [above(a), above(b)];
  return [0, 1, 2].map((axis) => -0.5 * BENT * (offA * normal[3 * a + axis]! + offB * normal[3 * b + axis]!));
}

function dot(a: Float32Array, first: number, b: Float32Array, second: number): number {
  return a[first]! * b[second]! + a[first + 1]! * b[second + 1]! + a[first + 2]! * b[second + 2]!;
}

/** The first vertex at the place of each vertex: the same where parts meet and along seams of the atlas. */
function placesOf({ position_mm, vertices }: Head): Uint32Array {
  const first = new Map<string, number>();
  return Uint32Array.from({ length: vertices }, (_, vertex) => {
    const place = [0, 1, 2].map((axis) => Math.round(SAME_PLACE * position_mm[3 * vertex + axis]!)).join(" ");
    if (!first.has(place)) first.set(place, vertex);
    return first.get(place)!;
  });
}

/** Normals that are one where vertices are at one place. */
function joined(normal: Float32Array, places: Uint32Array): Float32Array {
  const sums = new Float32Array(normal.length);
  for (const [vertex, place] of places.entries())
    for (let axis = 0; axis < 3; axis += 1) sums[3 * place + axis]! += normal[3 * vertex + axis]!;
  return unit(sums.map((_, at) => sums[3 * places[Math.floor(at / 3)]! + (at % 3)]!));
}
