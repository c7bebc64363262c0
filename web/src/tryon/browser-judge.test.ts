import { describe, expect, it } from "vitest";
import shared from "../../../photomend/data/tryon/faces.json";
import { edgeSpread } from "./browser-blur";
import type { Closeup } from "./browser-closeup";
import type { Found } from "./browser-detect";
import {
  onlyFace,
  refuseBlurred,
  refuseDark,
  refuseFile,
  refuseLarge,
  refuseSmall,
  refuseTurned,
  resolves,
} from "./browser-judge";
import { median, type Numbers, quantile } from "./browser-numbers";
import { shadeAndChroma, skinOf } from "./browser-skin";

const NUMBERS = shared as Numbers;
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);

function face(width: number): Found {
  const landmarks = Array.from({ length: 478 }, (_, at): [number, number, number] => [at === 454 ? width : 0, 0, 0]);
  return { landmarks, presence: 9 };
}

/** A picture of one size of pixel whose values a function gives. */
function shown(width: number, height: number, value: (x: number, y: number) => readonly number[]): Closeup {
  const rgb = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) rgb.set(value(at % width, Math.trunc(at / width)), 3 * at);
  return { picture: { width, height, rgb }, grid: { x: 0, y: 0, step: 1, width, height }, mm_per_px: 0.5 };
}

/** The share of a bell that lies below x deviations, to 1e-7 (Abramowitz and Stegun 7.1.26). */
function bellSum(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const above = 0.5 * series * Math.exp((-x * x) / 2);
  return x < 0 ? above : 1 - above;
}

describe("a photo is refused", () => {
  it("as a file: too large, or no picture of a kind that is read", () => {
    expect(() => refuseFile(26e6, JPEG, NUMBERS)).toThrow("The picture is too large (26 MB, and the limit is 25 MB)");
    expect(() => refuseFile(9, new TextEncoder().encode("GIF89a"), NUMBERS)).toThrow("not a picture that can be read");
    expect(() => refuseFile(9, JPEG, NUMBERS)).not.toThrow();
    expect(() => refuseFile(9, new TextEncoder().encode("RIFF\0\0\0\0WEBP"), NUMBERS)).not.toThrow();
  });

  it("with more pixels than are taken", () => {
    expect(() => refuseLarge(9000, 8000, NUMBERS)).toThrow("9000 x 8000 pixels, and the limit is 60 million");
    expect(() => refuseLarge(13_000, 10, NUMBERS)).toThrow("too large");
    expect(() => refuseLarge(8000, 6000, NUMBERS)).not.toThrow();
  });

  it("without a face, or with several; bystanders do not count", () => {
    expect(() => onlyFace([], NUMBERS)).toThrow("No face was found");
    expect(() => onlyFace([face(100), face(90)], NUMBERS)).toThrow("several faces");
    expect(onlyFace([face(100), face(20)], NUMBERS).presence).toBe(9);
  });

  it("small, turned or blurred, each in a sentence with its limit", () => {
    expect(() => refuseSmall(40.2, NUMBERS)).toThrow("(40 pixels wide, and 64 are needed)");
    const stands = { mm_per_px: 1, yaw_deg: -41, pitch_deg: 0, roll_deg: 80 };
    expect(() => refuseTurned(stands, NUMBERS)).toThrow("(41 degrees");
    expect(() => refuseTurned({ ...stands, yaw_deg: 3 }, NUMBERS)).not.toThrow();
    expect(() => refuseBlurred(5.04, NUMBERS)).toThrow("spread over 5.0 mm");
  });

  it("in the dark, whatever the tone of the skin", () => {
    const near = (level: number) => shown(20, 20, () => [level, level, level]);
    const all = new Float32Array(400).fill(1);
    expect(() => refuseDark(near(30), all, NUMBERS)).toThrow("too dark");
    expect(() => refuseDark(near(90), all, NUMBERS)).not.toThrow();
  });
});

describe("what a photo resolves", () => {
  it("follows its pixels and its blur, and says what is left out", () => {
    expect(resolves(0.2, 0.3, NUMBERS).resolves).toEqual({ lines: true, spots: true, scars: true });
    expect(resolves(0.5, 0.6, NUMBERS).sentences).toEqual([
      "Fine lines are not shown: one pixel of this photo covers 0.5 mm of skin, and 0.35 mm or less is needed. A sharp photo taken from closer up can show them.",
    ]);
    const softest = 0.35 * NUMBERS.resolving.spread_ratio;
    expect(resolves(0.2, 1.2, NUMBERS).sentences[0]).toContain(
      `its edges spread over 1.2 mm of skin, and ${softest} mm or less is needed`,
    );
    expect(resolves(3, 3, NUMBERS).resolves).toEqual({ lines: false, spots: false, scars: false });
  });

  it("tells the spread of an edge, whatever its contrast", () => {
    for (const [sigma, contrast] of [
      [1.5, 200],
      [2, 60],
    ] as const) {
      // Bright and dark stripes across and down, their edges 20 pixels apart.
      const stripe = (x: number) => bellSum((x % 40 < 20 ? (x % 20) - 10 : 10 - (x % 20)) / sigma);
      const value = (x: number, y: number) => 20 + (contrast * (stripe(x) + stripe(y))) / 2;
      const near = shown(120, 120, (x, y) => [value(x, y), value(x, y), value(x, y)]);
      expect(edgeSpread(near, NUMBERS.judging.edge_fraction) / 0.5 / sigma).toBeCloseTo(1, 1);
    }
  });
});

describe("the colour of skin", () => {
  it("is the median without hair and glints, and its gate is its own spread within limits", () => {
    const near = shown(40, 40, (x, y) =>
      x < 4 ? [20, 15, 12] : y < 4 ? [255, 255, 255] : [180 + ((x + y) % 3), 130, 105],
    );
    const { linear_srgb, gate } = skinOf(near, new Float32Array(1600).fill(1), NUMBERS.skin);
    expect(linear_srgb[0]).toBeCloseTo(((181 / 255 + 0.055) / 1.055) ** 2.4, 3);
    const { shade_spread_least_share: least, shade_none_factor: none } = NUMBERS.skin;
    expect(gate.shade[0]).toBeCloseTo(-least * none, 6);
    expect(gate.chroma[0]).toBeLessThan(gate.chroma[1]);
  });

  it("differs in shade without hue, in hue without shade", () => {
    expect(shadeAndChroma([1, 1, 1], [0, 0, 0])).toEqual([1, 0]);
    const [shade, chroma] = shadeAndChroma([1, 0, -1], [0, 0, 0]);
    expect([shade, chroma]).toEqual([0, Math.SQRT2]);
  });

  it("and its quantiles lie between neighbours in proportion", () => {
    expect(median([3, 1, 2, 10])).toBe(2.5);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });
});
