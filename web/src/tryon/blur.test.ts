import { describe, expect, test } from "vitest";
import { blurred, blurredWithin } from "./blur";

const SIZE = { width: 161, height: 121 };

function made(value: (column: number, row: number) => number): Float32Array {
  return Float32Array.from({ length: SIZE.width * SIZE.height }, (_, at) =>
    value(at % SIZE.width, Math.floor(at / SIZE.width)),
  );
}

describe("a Gaussian blur", () => {
  test.each([1, 2.4, 4, 5.5, 9, 21])("keeps the bell's share of a wave at sigma %f", (sigma) => {
    const wave = (2 * Math.PI) / (6 * sigma);
    const after = blurred(
      made((column) => Math.cos(wave * (column - 80))),
      SIZE,
      sigma,
    );
    // exp(-k^2 sigma^2 / 2) is the transform of the bell; the middle is far from the edges for all but the widest.
    const expected = Math.exp(-0.5 * (wave * sigma) ** 2);
    expect(after[60 * SIZE.width + 80]).toBeCloseTo(expected, sigma > 4 ? 2 : 3);
  });

  test("keeps an even map and the sum of a point", () => {
    expect(
      Math.max(
        ...blurred(
          made(() => 3),
          SIZE,
          7,
        ).map((value) => Math.abs(value - 3)),
      ),
    ).toBeLessThan(1e-5);
    const point = blurred(
      made((column, row) => (column === 80 && row === 60 ? 1 : 0)),
      SIZE,
      6,
    );
    expect(point.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
  });

  test("nothing bleeds in from outside a mask", () => {
    const mask = made((column) => (column < 80 ? 1 : 0));
    const { mean } = blurredWithin(
      made((column) => (column < 80 ? 2 : 1000)),
      mask,
      SIZE,
      3,
    );
    expect(mean[60 * SIZE.width + 79]).toBeCloseTo(2, 4);
  });

  test("sigma 0 changes nothing", () => {
    const map = made((column, row) => Math.sin(column * row));
    expect(blurred(map, SIZE, 0)).toEqual(map);
  });
});
