// From a place of the canvas to the atlas and back: which region is under a finger, and where a region is seen.
import { type BufferAttribute, type Camera, Raycaster, Vector2, Vector3 } from "three";
import type { Weights } from "./png";
import { weightAt } from "./raster";
import type { Shown } from "./shown";
import { REGIONS, type Region } from "./types";

const LEAST_WEIGHT = 0.25;
const CHANNELS = 4;

/** Return the region that skin belongs to most at a place of the atlas, or null. */
export function regionAt(regions: readonly [Weights, Weights], u: number, v: number): Region | null {
  const weight = (place: number) => weightAt(regions[place < CHANNELS ? 0 : 1]!, place % CHANNELS, u, v);
  if (weight(REGIONS.length) < LEAST_WEIGHT) return null; // of `allowed`, which follows the regions
  const weights = REGIONS.map((_, place) => weight(place));
  const most = Math.max(...weights);
  return most < LEAST_WEIGHT ? null : REGIONS[weights.indexOf(most)]!;
}

const caster = new Raycaster();
const screen = new Vector2();

/** Return the place of the atlas under a place of a column, -1 to 1 from its left lower corner, or null. */
export function atlasUnder(shown: Shown, x: number, y: number): Vector2 | null {
  caster.setFromCamera(screen.set(x, y), shown.camera);
  const hit = caster.intersectObject(shown.skin, false)[0];
  if (!hit?.uv || !hit.face) return null;
  const onAtlas = shown.skin.geometry.getAttribute("on_atlas");
  if (onAtlas && onAtlas.getX(hit.face.a) < 0.5) return null;
  return hit.uv;
}

/** Return a place of the atlas on a column, -1 to 1 from its left lower corner, or null where it faces away. */
export function onScreen(shown: Shown, u: number, v: number): Vector3 | null {
  const geometry = shown.skin.geometry;
  const index = geometry.index!.array;
  const atlas = geometry.getAttribute("uv").array;
  const onAtlas = geometry.getAttribute("on_atlas")?.array;
  for (let at = 0; at < index.length; at += 3) {
    const corners = [index[at]!, index[at + 1]!, index[at + 2]!] as const;
    if (onAtlas && corners.some((corner) => onAtlas[corner]! < 0.5)) continue;
    const shares = sharesOf(atlas, corners, u, v);
    if (shares) return facing(shown.camera, geometry.getAttribute("position") as BufferAttribute, corners, shares);
  }
  return null;
}

type Triple = readonly [number, number, number];

/** Return the shares of three corners at a place of the atlas, or null outside of them. */
export function sharesOf(atlas: ArrayLike<number>, [a, b, c]: Triple, u: number, v: number): Triple | null {
  const [u0, v0] = [atlas[2 * a]!, atlas[2 * a + 1]!];
  const [u1, v1] = [atlas[2 * b]! - u0, atlas[2 * b + 1]! - v0];
  const [u2, v2] = [atlas[2 * c]! - u0, atlas[2 * c + 1]! - v0];
  const area = u1 * v2 - u2 * v1;
  if (area === 0) return null;
  const second = ((u - u0) * v2 - u2 * (v - v0)) / area;
  const third = (u1 * (v - v0) - (u - u0) * v1) / area;
  const first = 1 - second - third;
  return first < 0 || second < 0 || third < 0 ? null : [first, second, third];
}

function facing(camera: Camera, position: BufferAttribute, corners: Triple, shares: Triple): Vector3 | null {
  const [a, b, c] = corners.map((corner) => new Vector3().fromBufferAttribute(position, corner)) as [
    Vector3,
    Vector3,
    Vector3,
  ];
  const place = new Vector3().addScaledVector(a, shares[0]).addScaledVector(b, shares[1]).addScaledVector(c, shares[2]);
  const outward = b.clone().sub(a).cross(c.clone().sub(a));
  const toEye = camera.getWorldDirection(new Vector3()).negate();
  return outward.dot(toEye) > 0 ? place.project(camera) : null;
}
