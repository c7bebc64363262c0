// Directions on the head's surface along which the atlas runs, so that slopes of height maps can bend its normals; and
// which triangles belong to which stuff.
import { PART } from "./head";

/** Gradients of u and of v over the surface at every vertex, times the millimetres that u and v span at the middle. */
export interface Gradients {
  across: Float32Array; // [vertices][3], about 1 long, 0 off the atlas
  down: Float32Array;
}

/** Longer gradients are where the atlas is squeezed together: relief would be drawn too strongly there. */
const LONGEST = 2.5;

/** Return the gradients of a mesh, averaged over the triangles about each vertex by their areas. */
export function gradientsOf(
  position: Float32Array,
  atlas: Float32Array,
  index: ArrayLike<number>,
  onAtlas: ArrayLike<number>,
  mmPerUnit: readonly [number, number],
): Gradients {
  const across = new Float32Array(position.length);
  const down = new Float32Array(position.length);
  const mass = new Float32Array(position.length / 3);
  for (let at = 0; at < index.length; at += 3) {
    const corners = [index[at]!, index[at + 1]!, index[at + 2]!] as const;
    if (corners.some((corner) => onAtlas[corner] === 0)) continue;
    const found = gradientOf(corners, position, atlas);
    if (!found) continue;
    for (const corner of corners) {
      mass[corner]! += found.area;
      for (let axis = 0; axis < 3; axis += 1) {
        across[3 * corner + axis]! += found.area * mmPerUnit[0] * found.u[axis]!;
        down[3 * corner + axis]! += found.area * mmPerUnit[1] * found.v[axis]!;
      }
    }
  }
  for (const gradient of [across, down]) for (let at = 0; at < mass.length; at += 1) divide(gradient, at, mass[at]!);
  return { across, down };
}

type Vector = readonly [number, number, number];

/** The gradients of u and v in a triangle: perpendicular to its lines of equal u and v, in the triangle's plane. */
function gradientOf([a, b, c]: readonly [number, number, number], position: Float32Array, atlas: Float32Array) {
  const [first, second] = [edge(position, a, b), edge(position, a, c)];
  const [u1, v1] = [atlas[2 * b]! - atlas[2 * a]!, atlas[2 * b + 1]! - atlas[2 * a + 1]!];
  const [u2, v2] = [atlas[2 * c]! - atlas[2 * a]!, atlas[2 * c + 1]! - atlas[2 * a + 1]!];
  const normal = cross(first, second);
  const squared = dot(normal, normal);
  if (squared < 1e-12 || Math.abs(u1 * v2 - u2 * v1) < 1e-12) return null;
  // The gradients of the shares of b and of c, and of u and v with them.
  const [toB, toC] = [cross(second, normal), cross(normal, first)];
  const mix = (share1: number, share2: number): Vector =>
    [0, 1, 2].map((axis) => (share1 * toB[axis]! + share2 * toC[axis]!) / squared) as unknown as Vector;
  return { area: 0.5 * Math.sqrt(squared), u: mix(u1, u2), v: mix(v1, v2) };
}

function divide(gradient: Float32Array, vertex: number, mass: number): void {
  if (mass === 0) return;
  const part = gradient.subarray(3 * vertex, 3 * vertex + 3);
  const length = Math.hypot(part[0]!, part[1]!, part[2]!) / mass;
  const scale = Math.min(1, LONGEST / Math.max(length, 1e-9)) / mass;
  for (let axis = 0; axis < 3; axis += 1) part[axis]! *= scale;
}

function edge(position: Float32Array, from: number, to: number): Vector {
  return [0, 1, 2].map((axis) => position[3 * to + axis]! - position[3 * from + axis]!) as unknown as Vector;
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** What is drawn alike. */
export type Stuff = "skin" | "eye" | "cap" | "collar" | "lash" | "mouth";

const STUFF: Readonly<Record<number, Stuff>> = {
  [PART.skin]: "skin",
  [PART.lip]: "skin",
  [PART.eyeball]: "eye",
  [PART.cap]: "cap",
  [PART.collar]: "collar",
  [PART.lash]: "lash",
};

/** Return the triangles of each stuff. */
export function byStuff(index: ArrayLike<number>, part: ArrayLike<number>): ReadonlyMap<Stuff, Uint32Array> {
  const found = new Map<Stuff, number[]>();
  for (let at = 0; at < index.length; at += 3) {
    const stuff = STUFF[part[index[at]!]!] ?? "skin";
    const list = found.get(stuff) ?? [];
    found.set(stuff, list);
    list.push(index[at]!, index[at + 1]!, index[at + 2]!);
  }
  return new Map([...found].map(([stuff, list]) => [stuff, Uint32Array.from(list)]));
}

const SAME_PLACE = 100; // vertices closer than one over this, mm, are one: seams of the atlas cut nothing

/** Return triangles that close the mouth behind the lips: across the opening in the skin that lies in the middle and in front. */
export function mouthOf(position: Float32Array, skin: ArrayLike<number>): Uint32Array {
  const found: number[] = [];
  for (const edges of openings(position, skin)) {
    const vertices = edges.flat();
    const mean = (axis: number) => vertices.reduce((sum, at) => sum + position[3 * at + axis]!, 0) / vertices.length;
    if (Math.abs(mean(0)) > MIDDLE_MM || mean(2) < 0) continue;
    const [apex] = edges[0]!;
    for (const [from, to] of edges) found.push(apex, from, to);
  }
  return Uint32Array.from(found);
}

const MIDDLE_MM = 5;

type Edge = readonly [number, number];

/** Edges of one triangle only, those that hang together in one list. */
function openings(position: Float32Array, index: ArrayLike<number>): Edge[][] {
  const placeOf = (at: number) => [0, 1, 2].map((axis) => Math.round(SAME_PLACE * position[3 * at + axis]!)).join(" ");
  const numberOf = ([a, b]: Edge) => (Math.min(a, b) * position.length) / 3 + Math.max(a, b);
  const cut = single(edgesOf(index), numberOf); // few, and only these are worth a text each
  return joined(
    single(cut, (edge) => edge.map(placeOf).sort().join("|")),
    placeOf,
  );
}

function* edgesOf(index: ArrayLike<number>): Iterable<Edge> {
  for (let at = 0; at < index.length; at += 3) {
    const [a, b, c] = [index[at]!, index[at + 1]!, index[at + 2]!];
    yield [a, b];
    yield [b, c];
    yield [c, a];
  }
}

/** Edges that meet no other of the same key. */
function single<Key>(edges: Iterable<Edge>, keyOf: (edge: Edge) => Key): Edge[] {
  const open = new Map<Key, Edge>();
  for (const edge of edges) {
    const key = keyOf(edge);
    if (!open.delete(key)) open.set(key, edge);
  }
  return [...open.values()];
}

function joined(edges: readonly Edge[], placeOf: (at: number) => string): Edge[][] {
  const groups: { places: Set<string>; edges: Edge[] }[] = [];
  for (const edge of edges) {
    const places = edge.map(placeOf);
    const touched = groups.filter((group) => places.some((place) => group.places.has(place)));
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push({
      places: new Set([...places, ...touched.flatMap((group) => [...group.places])]),
      edges: [edge, ...touched.flatMap((group) => group.edges)],
    });
  }
  return groups.map((group) => group.edges);
}
