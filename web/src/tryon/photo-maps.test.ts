import { describe, expect, test } from "vitest";
import { FACE } from "./example-face";
import { apartOf, gateOf, linearOf, type Photo, photoMaps, RELIEF } from "./photo-maps";

const SIZE = { width: 128, height: 96 };
const SKIN = FACE.skin.linear_srgb;
const TONE = { tone: { melanosome_fraction: 0.05, blood_fraction: 0.01 }, row: [0, 0, -0.1] as const };
const MIDDLE = 48 * 128 + 64;

/** Skin of a shade by place; a pixel is 0.25 mm. */
function photo(shade: (column: number, row: number) => number, allowed = 1): Photo {
  const map = (colour: number) =>
    Float32Array.from(
      { length: SIZE.width * SIZE.height },
      (_, at) => SKIN[colour]! * Math.exp(shade(at % SIZE.width, Math.floor(at / SIZE.width))),
    );
  const rgb = [map(0), map(1), map(2)] as const;
  return { size: SIZE, rgb, allowed: new Float32Array(rgb[0].length).fill(allowed), mm_per_texel: 0.25 };
}

function relief(bytes: Uint8Array, at: number, channel: 0 | 1): number {
  return ((bytes[4 * at + channel]! - 128) / 127) * RELIEF;
}

describe("what a photo's pixels say", () => {
  test("even skin has no relief and no spots, and passes the gate", () => {
    const { bytes } = photoMaps(
      photo(() => 0),
      FACE,
      TONE,
    );
    expect([...bytes.slice(4 * MIDDLE, 4 * MIDDLE + 4)]).toEqual([128, 128, 0, 255]);
  });

  // Widths are half a period: 1 mm is within lines (0.5 to 2 mm), 3.5 mm within scars (2 to 6 mm), 30 mm in neither.
  test.each([
    [1, 0],
    [3.5, 1],
  ] as const)("a wave of width %f mm belongs to channel %d", (width, channel) => {
    const wave = (Math.PI * 0.25) / width;
    const { bytes } = photoMaps(
      photo((column) => 0.2 * Math.cos(wave * (column - 64))),
      FACE,
      TONE,
    );
    expect(relief(bytes, MIDDLE, channel)).toBeGreaterThan(0.1);
    expect(relief(bytes, MIDDLE, channel)).toBeLessThan(0.2);
    expect(Math.abs(relief(bytes, MIDDLE, channel === 0 ? 1 : 0))).toBeLessThan(0.06);
  });

  test("light and shape, far wider than scars, are no relief", () => {
    const { bytes } = photoMaps(
      photo((column) => 0.2 * Math.cos((Math.PI * 0.25 * (column - 64)) / 60)),
      FACE,
      TONE,
    );
    for (const channel of [0, 1] as const) expect(Math.abs(relief(bytes, MIDDLE, channel))).toBeLessThan(0.01);
  });

  test("what the picture does not resolve is left out", () => {
    const wavy = photo((column) => 0.2 * Math.cos(0.8 * column));
    const { bytes } = photoMaps(wavy, { ...FACE, resolves: { lines: false, spots: false, scars: false } }, TONE);
    expect([...bytes.slice(4 * MIDDLE, 4 * MIDDLE + 3)]).toEqual([128, 128, 0]);
  });

  test("nothing is found where the atlas does not allow it", () => {
    const { bytes } = photoMaps(
      photo((column) => 0.2 * Math.cos(0.8 * column), 0),
      FACE,
      TONE,
    );
    expect([...bytes.slice(4 * MIDDLE, 4 * MIDDLE + 2)]).toEqual([128, 128]);
  });

  test("a spot is darker than its surroundings by more than a threshold", () => {
    const dark = (column: number, row: number) => (Math.hypot(column - 64, row - 48) < 6 ? -0.5 : 0);
    const { bytes, most_spot } = photoMaps(photo(dark), FACE, TONE);
    const spot = (at: number) => (bytes[4 * at + 2]! / 255) * most_spot;
    // d = -0.5 in blue is 0.05 of melanosomes by this row; less 0.15 x 0.05 and what the surroundings take.
    expect(spot(MIDDLE)).toBeGreaterThan(0.035);
    expect(spot(MIDDLE)).toBeLessThan(0.0425);
    expect(spot(MIDDLE - 40)).toBe(0);
  });

  test("hair, teeth and white cloth do not pass the gate", () => {
    const colours = [SKIN, [0.01, 0.006, 0.004], [0.5, 0.52, 0.9]] as const;
    const maps = [0, 1, 2].map((channel) =>
      apartOf(
        Float32Array.from(colours, (colour) => colour[channel]!),
        SKIN[channel]!,
      ),
    );
    const gate = gateOf(maps as unknown as Photo["rgb"], FACE.skin.gate);
    expect([...gate]).toEqual([1, 0, 0]);
  });

  test("bytes are decoded from sRGB", () => {
    const [red, green, blue] = linearOf(Uint8ClampedArray.from([255, 188, 0, 255]));
    expect(red[0]).toBe(1);
    expect(green[0]).toBeCloseTo(0.5029, 4);
    expect(blue[0]).toBe(0);
  });
});
