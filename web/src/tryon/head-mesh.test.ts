import { describe, expect, test } from "vitest";
import { headMaps, slopesOf } from "./head-maps";
import { byStuff, gradientsOf, mouthOf } from "./head-mesh";
import type { SkinMaps } from "./skin-maps";

// A square of 10 mm that leans by 45 degrees about x; the atlas runs across it and down.
const position = Float32Array.from([0, 0, 0, 10, 0, 0, 0, -10, -10, 10, -10, -10]);
const atlas = Float32Array.from([0, 0, 0.1, 0, 0, 0.2, 0.1, 0.2]);
const index = [0, 2, 1, 1, 2, 3];

describe("directions of the atlas on the head", () => {
  test("gradients lie in the surface and have the length of the map", () => {
    const { across, down } = gradientsOf(position, atlas, index, [1, 1, 1, 1], [100, 70]);
    // u grows by 0.1 in 10 mm, v by 0.2 in 14.1 mm.
    for (const [axis, value] of [1, 0, 0].entries()) expect(across[axis]).toBeCloseTo(value, 5);
    const length = (70 * 0.2) / Math.hypot(10, 10);
    const lean = -Math.SQRT1_2 * length;
    for (const [axis, value] of [0, lean, lean].entries()) expect(down[axis]).toBeCloseTo(value, 5);
  });

  test("off the atlas there are none", () => {
    const { across } = gradientsOf(position, atlas, index, [0, 1, 1, 1], [100, 70]);
    expect([...across.slice(0, 3)]).toEqual([0, 0, 0]);
    expect(across[3]).toBeCloseTo(1, 5);
  });

  test("triangles are sorted by what they are made of", () => {
    const stuffs = byStuff([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 1, 1, 1, 3, 3, 3]);
    expect([...stuffs.keys()]).toEqual(["skin", "eye"]);
    expect([...stuffs.get("skin")!]).toEqual([0, 1, 2, 6, 7, 8]);
  });
});

describe("maps of the head's skin", () => {
  const SIZE = 32;
  const map = (value: (u: number, v: number) => number) =>
    Float32Array.from({ length: SIZE * SIZE }, (_, at) =>
      value(((at % SIZE) + 0.5) / SIZE, (Math.floor(at / SIZE) + 0.5) / SIZE),
    );
  const flat = map(() => 0);
  const one = map(() => 1);
  const ramp = map((u, v) => 0.2 * 160 * u - 0.1 * 180 * v);

  test("a ramp has the slope of its millimetres", () => {
    const slopes = slopesOf(ramp, SIZE, [160, 180]);
    const at = 2 * (10 * SIZE + 12);
    expect(slopes[at]).toBeCloseTo(0.2, 4);
    expect(slopes[at + 1]).toBeCloseTo(-0.1, 4);
  });

  test("bytes come back as what went in, and rest is rest", () => {
    const maps: SkinMaps = {
      size: SIZE,
      mm_per_unit: [160, 180],
      ...{ lines: flat, scars: ramp, pores: flat, spots: map(() => 0.4) },
      ...{ melanin: one, blood: map(() => 1.2), brow: flat, lash: map(() => 0.2), lip: flat, gloss: one },
    };
    const { relief, surface, pigment, slope_range } = headMaps(maps);
    const at = 4 * (10 * SIZE + 12);
    expect([...relief.slice(at, at + 2)]).toEqual([128, 128]);
    expect(((relief[at + 2]! - 128) / 127) * slope_range[0]).toBeCloseTo(0.2, 2);
    expect(((relief[at + 3]! - 128) / 127) * slope_range[0]).toBeCloseTo(-0.1, 2);
    expect([...surface.slice(at, at + 3)]).toEqual([128, 128, 102]);
    expect(pigment[at]! / 127.5).toBeCloseTo(1, 2);
    expect(pigment[at + 1]! / 127.5).toBeCloseTo(1.2, 2);
    expect(pigment[at + 2]).toBe(51);
  });
});

test("a slit in the middle and in front is closed, other openings are not", () => {
  // A sheet of 3 x 3 squares, 6 mm wide in all, without its middle one; and the same behind the head.
  const corner = (at: number) => [2 * (at % 4) - 3, -2 * Math.floor(at / 4)];
  const sheet = (z: number) => Array.from({ length: 16 }, (_, at) => [...corner(at), z]).flat();
  const squares = [0, 1, 2, 4, 6, 8, 9, 10].flatMap((at) => [at, at + 4, at + 1, at + 1, at + 4, at + 5]);
  const slit = new Set([5, 6, 9, 10]);
  const found = mouthOf(Float32Array.from([...sheet(20), ...sheet(-90)]), [
    ...squares,
    ...squares.map((at) => at + 16),
  ]);
  const inner = [...found].filter((at) => slit.has(at));
  expect(inner.length).toBe(4 * 3);
  expect(Math.max(...found)).toBeLessThan(16);
});
