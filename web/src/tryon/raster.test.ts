import { describe, expect, test } from "vitest";
import { FACE, MESH } from "./example-face";
import { sharesOf } from "./pointing";
import { atlasOf, gridOf, weightAt, weightsAt } from "./raster";

const RAMP = {
  width: 4,
  height: 2,
  bytes: Uint8Array.from([0, 85, 170, 255, 0, 85, 170, 255].flatMap((value) => [0, 0, 0, value])),
};

describe("pixels on the atlas", () => {
  const grid = gridOf(FACE, 1000);

  test("the grid holds the face and keeps within the photo", () => {
    expect(grid.step).toBe(1);
    expect(grid.x).toBeLessThanOrEqual(60);
    expect(grid.x + grid.width).toBeGreaterThanOrEqual(140);
    expect(gridOf({ ...FACE, width: 120 }, 1000).x + gridOf({ ...FACE, width: 120 }, 1000).width).toBeLessThanOrEqual(
      120,
    );
  });

  test("a grid is as coarse as its room asks for", () => {
    const coarse = gridOf(FACE, 20);
    expect(Math.max(coarse.width, coarse.height)).toBe(20);
    expect(coarse.width * coarse.step).toBeCloseTo(grid.width, 0);
  });

  test.each([1000, 20])("the middle of a texel finds its place (at most %d texels)", (most) => {
    const found = gridOf(FACE, most);
    const atlas = atlasOf(found, FACE, MESH);
    const [column, row] = [Math.floor(0.4 * found.width), Math.floor(0.6 * found.height)];
    const at = 2 * (row * found.width + column);
    expect(atlas[at]).toBeCloseTo((found.x + (column + 0.5) * found.step - 60) / 80, 5);
    expect(atlas[at + 1]).toBeCloseTo((found.y + (row + 0.5) * found.step - 40) / 80, 5);
  });

  test("outside the face there is no place and no weight", () => {
    const atlas = atlasOf(grid, FACE, MESH);
    expect(atlas[0]).toBeNaN();
    expect(weightsAt(RAMP, 3, atlas)[0]).toBe(0);
  });

  test("of two layers the nearer is seen", () => {
    const landmarks = FACE.landmarks.map((place, at) => (at === 12 ? ([135, 80, -60] as const) : place));
    const folded = atlasOf(grid, { ...FACE, landmarks }, MESH);
    const at = 2 * ((80 - grid.y) * grid.width + (130 - grid.x));
    // Without the fold the place would be at u = 0.88; the vertex from the middle (0.5) lies over it now.
    expect(folded[at]).toBeLessThan(0.7);
  });

  test("weights are read between texels and held at the edge", () => {
    expect(weightAt(RAMP, 3, 0.5, 0.5)).toBeCloseTo(0.5, 6);
    expect(weightAt(RAMP, 3, 0, 0.5)).toBe(0);
    expect(weightAt(RAMP, 3, 1, 0.5)).toBe(1);
  });
});

test("shares of the corners of a triangle", () => {
  const atlas = [0, 0, 1, 0, 0, 1];
  expect(sharesOf(atlas, [0, 1, 2], 0.25, 0.5)).toEqual([0.25, 0.25, 0.5]);
  expect(sharesOf(atlas, [0, 1, 2], 0.75, 0.5)).toBeNull();
});
