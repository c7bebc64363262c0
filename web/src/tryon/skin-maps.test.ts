import { describe, expect, test } from "vitest";
import file from "../../../photomend/data/tryon/mesh.json";
import regionsA from "../../../photomend/data/tryon/regions-a.png?inline";
import regionsB from "../../../photomend/data/tryon/regions-b.png?inline";
import { readPng } from "./png";
import { type FaceMesh, type SkinLook, skinMaps, spotMelanosomes } from "./skin-maps";
import { insideRing, planeOf } from "./skin-plane";

const MESH = file as unknown as FaceMesh;
const SIZE = 512;
const LOOK: SkinLook = { age_years: 65, lines: 0.5, spots: 0.5, scars: 0.5, seed: 9 };
const MAPS = skinMaps(LOOK, MESH, SIZE);
const HEIGHTS = ["lines", "scars", "pores"] as const;
const COVERS = ["spots", "brow", "lash", "lip"] as const;
const FACTORS = ["melanin", "blood", "gloss"] as const;

function energy(map: Float32Array, where: (at: number) => number = () => 1): number {
  return map.reduce((sum, value, at) => sum + where(at) * value * value, 0);
}

/** Weights of the regions, by number of the channel: forehead, crow's feet, lower lid, cheek; upper lip, nose, chin, allowed. */
async function weightsOf(address: string): Promise<(channel: number) => (at: number) => number> {
  const { bytes, width } = await readPng(await (await fetch(address)).arrayBuffer());
  expect(width).toBe(SIZE);
  return (channel) => (at) => bytes[4 * at + channel]! / 255;
}

/** What is left of a map when it is blurred by bells of two widths (texels) and the broader is taken from the narrower. */
function band(map: Float32Array, narrow: number, broad: number): number {
  const [fine, coarse] = [blurred(map, narrow), blurred(map, broad)];
  return energy(fine.map((value, at) => value - coarse[at]!));
}

interface Share {
  fine: number;
  broad: number;
}

function blurred(map: Float32Array, deviation: number): Float32Array {
  if (deviation === 0) return map;
  const reach = Math.ceil(3 * deviation);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-0.5 * ((at - reach) / deviation) ** 2));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (from: Float32Array, stride: number) =>
    from.map((_, at) =>
      weights.reduce((sum, weight, k) => sum + (weight * (from[at + (k - reach) * stride] ?? 0)) / whole, 0),
    );
  return along(along(map, 1), SIZE);
}

describe("the maps of the default head's skin", () => {
  test("are the same for the same look, and others for another seed", () => {
    const again = skinMaps(LOOK, MESH, SIZE);
    const other = skinMaps({ ...LOOK, seed: 10 }, MESH, SIZE);
    for (const name of [...HEIGHTS, ...FACTORS, "spots", "brow"] as const) {
      expect(again[name].every((value, at) => value === MAPS[name][at])).toBe(true);
      expect(other[name].every((value, at) => value === MAPS[name][at])).toBe(false);
    }
  });

  test("are finite and stay within their limits", () => {
    for (const name of HEIGHTS) expect(Math.max(...extremes(MAPS[name]).map(Math.abs))).toBeLessThan(1);
    for (const name of COVERS) {
      const [least, most] = extremes(MAPS[name]);
      expect(least).toBeGreaterThanOrEqual(0);
      expect(most).toBeLessThanOrEqual(1);
      expect(most).toBeGreaterThan(0.3);
    }
    for (const name of FACTORS) expect(extremes(MAPS[name])[0]).toBeGreaterThan(0.3);
  });

  test("are at rest outside the face", () => {
    const plane = planeOf(MESH, SIZE);
    const oval = plane.ring("face_oval");
    let outside = 0;
    for (let at = 0; at < SIZE * SIZE; at += 7) {
      const [x, y] = [((at % SIZE) + 0.5) / SIZE, (Math.floor(at / SIZE) + 0.5) / SIZE];
      if (insideRing(x * plane.mm_per_unit[0], y * plane.mm_per_unit[1], oval) > -4) continue;
      outside += 1;
      for (const name of [...HEIGHTS, ...COVERS]) expect(Math.abs(MAPS[name][at]!)).toBe(0);
      for (const name of FACTORS) expect(MAPS[name][at]).toBe(1);
    }
    expect(outside).toBeGreaterThan(500);
  });

  test("have lines only where skin is treated for lines, and none on eyes and lips", async () => {
    const [a, b] = await Promise.all([weightsOf(regionsA), weightsOf(regionsB)]);
    const treated = [a(0), a(1), a(2), b(0)];
    const whole = energy(MAPS.lines);
    const inside = energy(MAPS.lines, (at) => Number(treated.some((weight) => weight(at) > 0.1)));
    expect(inside / whole).toBeGreaterThan(0.93);
    for (const weight of treated)
      expect(energy(MAPS.lines, (at) => Number(weight(at) > 0.5)) / whole).toBeGreaterThan(0.005);
    expect(energy(MAPS.lines, (at) => MAPS.lip[at]! ** 2) / whole).toBeLessThan(0.01);
  });

  test("have scars on the cheeks", async () => {
    const cheek = (await weightsOf(regionsA))(3);
    expect(energy(MAPS.scars, cheek) / energy(MAPS.scars)).toBeGreaterThan(0.85);
  });

  test("hold pores below half a millimetre, and nothing as broad as a shape", () => {
    const texel = planeOf(MESH, SIZE).mm_per_unit[0] / SIZE;
    const shares = HEIGHTS.map((name) => {
      const [fine, middle, broad] = [
        band(MAPS[name], 0, 0.5 / texel),
        band(MAPS[name], 0.5 / texel, 3 / texel),
        band(MAPS[name], 3 / texel, 12 / texel),
      ];
      const whole = fine + middle + broad;
      return { fine: fine / whole, broad: broad / whole };
    });
    const [lines, scars, pores] = shares as [Share, Share, Share];
    expect(pores.fine).toBeGreaterThan(0.6);
    expect(lines.fine).toBeLessThan(0.4);
    expect(scars.fine).toBeLessThan(0.4);
    for (const { broad } of shares) expect(broad).toBeLessThan(0.1);
  });

  test("have more lines and spots with age and on request, and none where none are asked for", () => {
    const at = (look: Partial<SkinLook>) => skinMaps({ ...LOOK, ...look }, MESH, 256);
    const [young, middle, old] = [25, 45, 65].map((age_years) => at({ age_years }));
    const many = at({ lines: 1, spots: 1, scars: 1 });
    for (const name of ["lines", "spots"] as const) {
      expect(energy(young![name])).toBeLessThan(0.5 * energy(middle![name]));
      expect(energy(middle![name])).toBeLessThan(0.8 * energy(old![name]));
      expect(energy(old![name])).toBeLessThan(0.8 * energy(many[name]));
    }
    expect(energy(young!.scars)).toBe(energy(old!.scars));
    const none = at({ lines: 0, spots: 0, scars: 0 });
    for (const name of ["lines", "spots", "scars"] as const) expect(energy(none[name])).toBe(0);
  });

  test("do not move the tone of the face: factors have a mean of 1", () => {
    for (const name of FACTORS) {
      const skin = (at: number) => Number(MAPS[name][at] !== 1);
      const whole = MAPS[name].reduce((sum, _, at) => sum + skin(at), 0);
      const mean = MAPS[name].reduce((sum, value, at) => sum + skin(at) * value, 0) / whole;
      expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    }
  });

  test("measure the face in millimetres", () => {
    const plane = planeOf(MESH, SIZE);
    const [left, right] = [plane.at(263), plane.at(33)];
    expect(left[0] - right[0]).toBeGreaterThan(85); // between the outer corners of the eyes: 89 mm in the canonical face
    expect(left[0] - right[0]).toBeLessThan(110);
  });

  test("darken every tone by a spot", () => {
    for (const tone of [0.01, 0.05, 0.2, 0.4]) {
      expect(spotMelanosomes(tone)).toBeGreaterThan(0.5 * tone);
      expect(spotMelanosomes(tone)).toBeLessThan(3 * tone);
    }
  });
});

function extremes(map: Float32Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of map) {
    if (Number.isNaN(value)) throw new Error("a value is not a number");
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
