// Procedural skin of the default head, in the atlas: relief by channel, spots, mottling, brows, lips, lashes. Same look, same maps.
//
// Every map is a Float32Array of size x size, row-major: texel (i, j) holds u = (i + 0.5) / size, v = (j + 0.5) / size (v DOWN, as in the atlas; flipY = false).
//   lines, scars, pores   height of the skin in mm above the smooth mesh (into the skin: negative), apart so that a channel scales its own:
//                         height = lines (1 - gone_lines) + scars (1 - gone_scars) + pores; slope in mm per mm = difference / (texels * mm_per_unit / size)
//   spots                 0..1, share of a full spot; adds `spotMelanosomes(m) * spots * (1 - gone_spots)` to the melanosome fraction m
//   melanin, blood        factors about 1 (mottling) on the melanosome and blood fractions of the chosen tone; their mean over skin is 1
//   brow, lash            0..1, share covered by hair strokes         lip   0..1, share of the red of the lips
//   gloss                 factor about 1 on how shiny the skin is (nose and forehead more, cheeks less)
// All are at rest (0 relief, factor 1, cover 0) outside the face oval. `lines`, `spots`, `scars` of the look: 0 none, 0.5 typical for the age, 1 many.
import { browMap, lashMap } from "./skin-hair";
import { lineMap } from "./skin-lines";
import { poreMap, scarMap, spotMap } from "./skin-marks";
import { enlarged, layeredNoise, randomFrom } from "./skin-noise";
import {
  boxAbout,
  coarser,
  type FaceMesh,
  forEachTexel,
  insideRing,
  type Plane,
  planeOf,
  smooth,
  texelOf,
} from "./skin-plane";

export type { FaceMesh } from "./skin-plane";

/** What the default head's skin looks like; the tone is not part of it. */
export interface SkinLook {
  age_years: number;
  lines: number;
  spots: number;
  scars: number;
  seed: number;
}

export interface SkinMaps {
  size: number;
  /** Millimetres of skin that one unit of u and of v spans at the middle of the face. */
  mm_per_unit: readonly [number, number];
  lines: Float32Array;
  scars: Float32Array;
  pores: Float32Array;
  spots: Float32Array;
  melanin: Float32Array;
  blood: Float32Array;
  brow: Float32Array;
  lash: Float32Array;
  lip: Float32Array;
  gloss: Float32Array;
}

const SIZE = 1024;
const LIP_RED = 0.62;
// Over these the maps come to rest towards the face oval; mottling longer, for the skin beyond has none.
const [FROM_OVAL_MM, EDGE_MM, MOTTLED_EDGE_MM] = [3, 11, 26];
const [MELANIN, BLOOD, GLOSS] = [7, 8, 9];
// What is wider than a few texels is worked out at every fourth, the edge of the face at every eighth.
const [COARSE, COARSER] = [4, 8];
const RING_ROOM_MM = 2;

/** Return the maps of a look; `mesh` is mesh.json. */
export function skinMaps(look: SkinLook, mesh: FaceMesh, size = SIZE): SkinMaps {
  const plane = planeOf(mesh, size);
  const { age_years, seed } = look;
  const oval = new Float32Array((size / COARSER) ** 2);
  nearRing(coarser(plane, COARSER), "face_oval", (at, inside) => {
    oval[at] = Math.max(0, inside);
  });
  const fading = (edge: number, to: number) =>
    enlarged(
      oval.map((inside) => smooth(FROM_OVAL_MM, edge, inside)),
      size / COARSER,
      to,
    );
  const { face, lip, skin } = masksOf(plane, fading(EDGE_MM, size));
  const mottledFace = fading(MOTTLED_EDGE_MM, size / COARSE);
  const masked = (map: Float32Array, mask: Float32Array) => {
    for (let at = 0; at < map.length; at += 1) map[at]! *= mask[at]!;
    return map;
  };
  return {
    size,
    mm_per_unit: plane.mm_per_unit,
    lines: masked(lineMap(plane, age_years, look.lines, seed), skin),
    scars: masked(scarMap(plane, look.scars, seed), skin),
    pores: masked(poreMap(plane, seed), skin),
    spots: masked(spotMap(plane, age_years, look.spots, seed), skin),
    melanin: mottled(plane, MELANIN, seed, mottledFace),
    blood: mottled(plane, BLOOD, seed, mottledFace),
    brow: masked(browMap(plane, seed), face),
    lash: masked(lashMap(plane, seed), face),
    lip,
    gloss: mottled(plane, GLOSS, seed, mottledFace),
  };
}

interface Masks {
  /** 1 on the face, falling to 0 at its oval. */
  face: Float32Array;
  /** How red the lips are. */
  lip: Float32Array;
  /** `face` without lips and eyes. */
  skin: Float32Array;
}

function masksOf(plane: Plane, face: Float32Array): Masks {
  const [lip, skin] = [new Float32Array(face.length), face.slice()];
  nearRing(plane, "lips", (at, inside) => {
    const red = smooth(-0.8, 1.2, inside);
    lip[at] = LIP_RED * red * face[at]!;
    skin[at]! *= 1 - red;
  });
  for (const eye of ["left_eye", "right_eye"] as const)
    nearRing(plane, eye, (at, inside) => {
      skin[at]! *= smooth(0.6, -0.9, inside);
    });
  return { face, lip, skin };
}

/** Call with every texel in or beside a ring: its number and how far inside it lies, mm. */
function nearRing(plane: Plane, name: string, call: (at: number, inside: number) => void): void {
  const ring = plane.ring(name);
  forEachTexel(boxAbout(ring, RING_ROOM_MM), texelOf(plane), plane.size, (at, x, y) =>
    call(at, insideRing(x, y, ring)),
  );
}

/** Where a factor is higher or lower: about a vertex of the canonical face, over a width in mm, by a logarithm. */
type Hill = readonly [vertex: number, width_mm: number, raise: number];

interface Mottling {
  /** Cells of the noise in mm, each with its strength (of the logarithm). */
  noise: readonly (readonly [number, number])[];
  hills: readonly Hill[];
}

// Vertices: 4 tip of the nose, 280 and 50 cheeks, 450 and 230 below the eyes, 257 and 27 upper lids, 151 forehead, 199 chin.
const MOTTLING: Readonly<Record<number, Mottling>> = {
  [MELANIN]: {
    noise: [
      [16, 0.045],
      [5, 0.04],
      [1.8, 0.035],
    ],
    hills: [
      [450, 8, 0.16],
      [230, 8, 0.16],
      [257, 9, 0.14],
      [27, 9, 0.14],
      [151, 30, 0.06],
    ],
  },
  [BLOOD]: {
    noise: [
      [12, 0.1],
      [4, 0.11],
      [1.8, 0.09],
    ],
    hills: [
      [4, 10, 0.45],
      [280, 17, 0.34],
      [50, 17, 0.34],
      [199, 11, 0.2],
      [257, 8, 0.2],
      [27, 8, 0.2],
      [151, 28, -0.12],
    ],
  },
  [GLOSS]: {
    noise: [
      [7, 0.08],
      [2, 0.1],
    ],
    hills: [
      [4, 12, 0.3],
      [151, 24, 0.22],
      [280, 12, 0.12],
      [50, 12, 0.12],
    ],
  },
};

/** Return a factor about 1 that differs from place to place; its mean over the face is 1. */
function mottled(plane: Plane, purpose: number, seed: number, face: Float32Array): Float32Array {
  const { noise, hills } = MOTTLING[purpose]!;
  const coarse = coarser(plane, COARSE);
  const { size } = coarse;
  const texel = texelOf(coarse);
  const layers = noise.map(([cell, strength]) => [cell / texel[0], strength] as const);
  const factor = layeredNoise(size, layers, randomFrom(seed, purpose));
  for (const [vertex, width, raise] of hills) {
    const [x, y] = plane.at(vertex);
    const [across, down] = [hill(size, texel[0], x, width), hill(size, texel[1], y, width)];
    for (let row = 0; row < size; row += 1)
      for (let column = 0; column < size; column += 1)
        factor[row * size + column]! += raise * down[row]! * across[column]!;
  }
  return enlarged(evened(factor.map(Math.exp), face), size, plane.size);
}

/** A bell along a row of texels. */
function hill(size: number, texel: number, place: number, width: number): Float64Array {
  return Float64Array.from({ length: size }, (_, at) => Math.exp(-0.5 * (((at + 0.5) * texel - place) / width) ** 2));
}

/** Return the map as a factor with a weighted mean of 1, and 1 where the weight is 0. */
function evened(map: Float32Array, weight: Float32Array): Float32Array {
  let [sum, whole] = [0, 0];
  for (let at = 0; at < map.length; at += 1) {
    sum += weight[at]! ** 2 * map[at]!;
    whole += weight[at]! ** 2;
  }
  return map.map((value, at) => 1 + weight[at]! * ((value * whole) / sum - 1));
}

const [SPOT_LEAST, SPOT_SHARE] = [0.012, 0.9];

/** Return what a full spot adds to a melanosome fraction: about as much as there is, so that spots show on every tone. */
export function spotMelanosomes(melanosome_fraction: number): number {
  return SPOT_LEAST + SPOT_SHARE * melanosome_fraction;
}
