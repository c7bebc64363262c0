// The default head: a plain adult's head and neck under a cloth cap and above a cloth collar, read from the two packaged files into typed arrays.
//
// head.json names the arrays of head.bin (little-endian): {"vertices", "triangles", "arrays": {name: {offset, shape, type}}, "eyes": {...}}.
// Axes in mm: x to the person's left (right in a frontal picture), y up, z towards the viewer; the origin lies midway between the eyeballs.
// `headAt` gives the shape at an age: the young mesh plus a share of the offsets of an aged one; nothing in it depends on a treatment.

/** What a vertex belongs to; no triangle has vertices of two parts. */
export const PART = { skin: 0, eyeball: 1, cap: 2, lip: 3, collar: 4, lash: 5 } as const;

export interface Eye {
  centre_mm: readonly [number, number, number];
  radius_mm: number;
  /** Unit vector out of the centre through the pupil. */
  axis: readonly [number, number, number];
  /** Radius of the iris on the ball's surface. */
  iris_mm: number;
  pupil_mm: number;
}

export interface Head {
  vertices: number;
  triangles: number;
  position_mm: Float32Array; // [vertices][3]
  normal: Float32Array; // [vertices][3], unit length
  atlas: Float32Array; // [vertices][2], u right, v down, 0..1
  on_atlas: Float32Array; // [vertices], 1 within the face oval, falling to 0 across its edge
  part: Uint8Array; // [vertices]
  openness: Uint8Array; // [vertices], 255 = sees the whole sky, 0 = enclosed (baked ambient light)
  aged_mm: Float32Array; // [vertices][3], offset at full age
  index: Uint16Array | Uint32Array; // [triangles][3], counter-clockwise seen from outside
  eyes: { left: Eye; right: Eye };
}

/** The vertices and normals of the head at an age. */
export interface Shape {
  position_mm: Float32Array;
  normal: Float32Array;
}

const YOUNG_YEARS = 25; // the ages that the base mesh's targets were drawn for
const OLD_YEARS = 90;

interface Stored {
  offset: number;
  shape: readonly number[];
  type: "float32" | "int16" | "uint16" | "uint8";
  /** A value is the stored number times this. */
  scale?: number;
}

type ArrayName = "position_mm" | "normal" | "atlas" | "on_atlas" | "part" | "openness" | "aged_mm" | "index";

/** head.json. */
export interface HeadFile {
  vertices: number;
  triangles: number;
  arrays: Record<ArrayName, Stored>;
  eyes: { left: Eye; right: Eye };
}

/** Return the default head; `files` gives the address of a packaged file. */
export async function loadHead(files: (name: string) => string): Promise<Head> {
  const [described, stored] = await Promise.all([fetched(files("head.json")), fetched(files("head.bin"))]);
  return readHead((await described.json()) as HeadFile, await stored.arrayBuffer());
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The default head could not be read (${answer.status}); reload the page.`);
  return answer;
}

/** Return the head that both files hold. */
export function readHead(file: HeadFile, stored: ArrayBuffer): Head {
  const { vertices, triangles, arrays, eyes } = file;
  const numbers = (name: ArrayName) => Float32Array.from(raw(arrays[name], stored), scaled(arrays[name].scale));
  return {
    vertices,
    triangles,
    position_mm: numbers("position_mm"),
    normal: unit(numbers("normal")),
    atlas: numbers("atlas"),
    on_atlas: numbers("on_atlas"),
    part: raw(arrays.part, stored) as Uint8Array,
    openness: raw(arrays.openness, stored) as Uint8Array,
    aged_mm: numbers("aged_mm"),
    index: raw(arrays.index, stored) as Uint16Array,
    eyes,
  };
}

function raw({ offset, shape, type }: Stored, stored: ArrayBuffer) {
  const count = shape.reduce((product, length) => product * length, 1);
  if (type === "float32") return new Float32Array(stored, offset, count);
  if (type === "int16") return new Int16Array(stored, offset, count);
  if (type === "uint16") return new Uint16Array(stored, offset, count);
  return new Uint8Array(stored, offset, count);
}

function scaled(scale = 1): (value: number) => number {
  return (value) => value * scale;
}

/** Return the shape of the head at an age. */
export function headAt(head: Head, age_years: number): Shape {
  const share = Math.min(1, Math.max(0, (age_years - YOUNG_YEARS) / (OLD_YEARS - YOUNG_YEARS)));
  if (share === 0) return { position_mm: head.position_mm.slice(), normal: head.normal.slice() };
  const position_mm = head.position_mm.map((place, at) => place + share * head.aged_mm[at]!);
  return { position_mm, normal: normalsOf(position_mm, head.index) };
}

/** Return unit normals at the vertices: the mean over the triangles about each, by their areas. */
export function normalsOf(position: Float32Array, index: ArrayLike<number>): Float32Array {
  const normal = new Float32Array(position.length);
  for (let at = 0; at < index.length; at += 3) {
    const [a, b, c] = [3 * index[at]!, 3 * index[at + 1]!, 3 * index[at + 2]!];
    const [x1, y1, z1] = [
      position[b]! - position[a]!,
      position[b + 1]! - position[a + 1]!,
      position[b + 2]! - position[a + 2]!,
    ];
    const [x2, y2, z2] = [
      position[c]! - position[a]!,
      position[c + 1]! - position[a + 1]!,
      position[c + 2]! - position[a + 2]!,
    ];
    const facing = [y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2];
    for (const corner of [a, b, c]) for (let axis = 0; axis < 3; axis += 1) normal[corner + axis]! += facing[axis]!;
  }
  return unit(normal);
}

/** Make every vector of three one long, in place. */
export function unit(vectors: Float32Array): Float32Array {
  for (let at = 0; at < vectors.length; at += 3) {
    const length = Math.hypot(vectors[at]!, vectors[at + 1]!, vectors[at + 2]!) || 1;
    for (let axis = 0; axis < 3; axis += 1) vectors[at + axis]! /= length;
  }
  return vectors;
}
