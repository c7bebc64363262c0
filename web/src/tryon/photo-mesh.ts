// A photo as a sheet in three dimensions: the face stands out by its landmarks, a skirt leads from its edge down to the
// plane of the rest, so that no edge of the mask is ever seen. Lengths in pixels of the photo; x right, y up, z to the viewer.
import type { FaceMesh } from "./skin-maps";
import type { Face } from "./types";

export interface Sheet {
  position: Float32Array; // [vertices][3]
  /** Where in the photo, shares of its width and height from the left upper corner. */
  picture: Float32Array; // [vertices][2]
  atlas: Float32Array; // [vertices][2]
  /** 1 where skin may swell, 0 at eyes, lips, brows and the edge. */
  supple: Float32Array; // [vertices]
  index: Uint16Array; // [triangles][3]
}

const STILL = ["face_oval", "left_eye", "right_eye", "left_brow", "right_brow", "lips", "mouth"];
const SKIRT = 0.9; // how far the skirt goes out, in distances of the edge from the middle
const STEPS = 6;
const BEHIND = 0.002; // of the photo's height: the plane lies this far behind the skirt

/** Return the face of a photo: the vertices of the canonical face where the landmarks lie. */
export function faceSheet(face: Face, mesh: FaceMesh): Sheet {
  const count = mesh.atlas.length;
  const still = new Set(STILL.flatMap((name) => mesh.rings[name] ?? []));
  const position = Float32Array.from(inSpace(face).slice(0, count).flat());
  return {
    position,
    picture: pictureOf(position, face),
    atlas: Float32Array.from(mesh.atlas.flat()),
    supple: Float32Array.from({ length: count }, (_, vertex) => (still.has(vertex) ? 0 : 1)),
    index: Uint16Array.from(mesh.triangles.flat()),
  };
}

/** Return the rest of a photo: the skirt about the face and the plane behind it. */
export function restSheet(face: Face, mesh: FaceMesh): Sheet {
  const places = inSpace(face);
  const rim = (mesh.rings.face_oval ?? []).map((vertex) => places[vertex]!);
  const depth = Math.min(...rim.map(([, , z]) => z));
  const position = Float32Array.from([...skirt(rim, depth, face), ...plane(depth, face)].flat());
  const count = position.length / 3;
  const corner = count - 4;
  return {
    position,
    picture: pictureOf(position, face),
    atlas: new Float32Array(2 * count),
    supple: new Float32Array(count),
    index: Uint16Array.from([...strips(rim.length), corner, corner + 1, corner + 2, corner, corner + 2, corner + 3]),
  };
}

type Place = readonly [number, number, number];

/** What lies deeper than half of the face is drawn half as deep: turned sides would show smeared pixels otherwise. */
function inSpace({ landmarks }: Face): Place[] {
  const depths = landmarks.map(([, , z]) => -z).sort((a, b) => a - b);
  const middle = depths[Math.floor(0.5 * depths.length)] ?? 0;
  return landmarks.map(([x, y, z]) => [x, -y, -z < middle ? 0.5 * (middle - z) : -z]);
}

function pictureOf(position: Float32Array, { width, height }: Face): Float32Array {
  const picture = new Float32Array((2 * position.length) / 3);
  for (let vertex = 0; 3 * vertex < position.length; vertex += 1) {
    picture[2 * vertex] = position[3 * vertex]! / width;
    picture[2 * vertex + 1] = -position[3 * vertex + 1]! / height;
  }
  return picture;
}

function skirt(rim: readonly Place[], depth: number, { width, height }: Face): Place[] {
  const middle = [0, 1].map((axis) => rim.reduce((sum, place) => sum + place[axis]!, 0) / rim.length);
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const found: Place[] = [];
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    const fallen = share * share * (3 - 2 * share);
    for (const [x, y, z] of rim) {
      const across = within(x + SKIRT * share * (x - middle[0]!), width);
      const up = -within(-(y + SKIRT * share * (y - middle[1]!)), height);
      // The first ring is the edge of the face itself, to the last digit, even where that lies outside the photo.
      found.push(step === 0 ? [x, y, z] : [across, up, z + fallen * (depth - z)]);
    }
  }
  return found;
}

function plane(depth: number, { width, height }: Face): Place[] {
  const z = depth - BEHIND * height;
  return [
    [0, 0, z],
    [0, -height, z],
    [width, -height, z],
    [width, 0, z],
  ];
}

function strips(around: number): number[] {
  const found: number[] = [];
  for (let step = 0; step < STEPS; step += 1)
    for (let at = 0; at < around; at += 1) {
      const [here, next] = [step * around + at, step * around + ((at + 1) % around)];
      found.push(here, next, here + around, next, next + around, here + around);
    }
  return found;
}
