import { describe, expect, it } from "vitest";
import { cutOut, type Pixels, partOf, reduced, resized, withoutOpacity } from "./browser-picture";

/** A picture whose red is its column, whose green is its row. */
function ramp(width: number, height: number): Pixels {
  const rgb = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) rgb.set([at % width, Math.trunc(at / width), 7], 3 * at);
  return { width, height, rgb };
}

const at = ({ width, rgb }: Pixels, x: number, y: number) => Array.from(rgb.subarray(3 * (y * width + x)).slice(0, 3));

describe("a picture", () => {
  it("loses its opacity, not its colours", () => {
    const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 0);
    expect(Array.from(withoutOpacity({ width: 2, height: 1, data } as ImageData).rgb)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("is reduced by means of blocks, smaller ones at its edges", () => {
    const small = reduced(ramp(5, 4), 2);
    expect([small.width, small.height]).toEqual([3, 2]);
    expect(at(small, 0, 0)).toEqual([1, 1, 7]); // 0.5 becomes 1
    expect(at(small, 2, 1)).toEqual([4, 3, 7]); // the last column alone
  });

  it("keeps its brightness when it is made smaller or larger", () => {
    const grey = { width: 31, height: 17, rgb: new Uint8Array(3 * 31 * 17).fill(90) };
    for (const [width, height] of [
      [10, 5],
      [64, 40],
    ] as const)
      expect(new Set(resized(grey, width, height).rgb)).toEqual(new Set([90]));
  });

  it("made smaller is a mean with weights like a tent", () => {
    const line = { width: 4, height: 1, rgb: Uint8Array.of(0, 0, 0, 0, 0, 0, 200, 200, 200, 200, 200, 200) };
    // Each half reaches over to the other with an eighth of its weight.
    expect(Array.from(resized(line, 2, 1).rgb)).toEqual([29, 29, 29, 171, 171, 171]);
  });

  it("gives a part of itself", () => {
    const part = partOf(ramp(9, 9), 3, 2, 2, 2);
    expect([at(part, 0, 0), at(part, 1, 1)]).toEqual([
      [3, 2, 7],
      [4, 3, 7],
    ]);
  });
});

describe("a square that is cut out", () => {
  it("is the picture itself where nothing is turned or stretched", () => {
    const cut = cutOut(ramp(8, 8), { x: 4, y: 4, step: 1, roll: 0 }, 8);
    expect(Array.from(cut)).toEqual(Array.from(ramp(8, 8).rgb));
  });

  it("is turned clockwise about its middle", () => {
    const cut = cutOut(ramp(8, 8), { x: 4, y: 4, step: 1, roll: Math.PI / 2 }, 8);
    // To the right in the square is down in the picture.
    expect(cut[3 * 7 + 1]).toBeCloseTo(7);
    expect(cut[3 * 7]).toBeCloseTo(7);
    expect(cut[0]).toBeCloseTo(7);
    expect(cut[1]).toBeCloseTo(0);
  });

  it("is black beyond the picture, and between pixels a mean of them", () => {
    const cut = cutOut(ramp(8, 8), { x: 0, y: 4.5, step: 1, roll: 0 }, 8);
    expect(Array.from(cut.subarray(0, 3))).toEqual([0, 0, 0]);
    expect(cut[3 * 4 + 1]).toBeCloseTo(0.5);
  });
});
