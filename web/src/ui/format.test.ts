import { describe, expect, it } from "vitest";
import type { Quantity } from "../api/types";
import {
  figureText,
  intervalText,
  quantityText,
  shareText,
  timeText,
  unbroken,
  unitText,
  valueText,
  withUnit,
} from "./format";

function quantity(value: number, low: number, high: number, unit = "um"): Quantity {
  return { value, low, high, unit, kind: "model", sources: [] };
}

describe("a figure", () => {
  it("has three digits, whole above a thousand", () => {
    expect([1234.5, 301.4, 12.34, 1.234, 0.01234, 0].map((value) => figureText(value))).toEqual([
      "1235",
      "301",
      "12.3",
      "1.23",
      "0.0123",
      "0",
    ]);
  });

  it("has a minus sign, not a hyphen", () => {
    expect(figureText(-4.34)).toBe("−4.34");
  });

  it("is a power of ten where it is very large or small", () => {
    expect(figureText(12_300_000)).toBe("1.23·10⁷");
    expect(figureText(-0.00012)).toBe("−1.2·10⁻⁴");
  });

  it("is never NaN", () => {
    expect(figureText(Number.NaN)).toBe("unknown");
  });
});

describe("a quantity", () => {
  it("has its unit as a reader writes it, kept on the line", () => {
    expect(unitText("1/cm^2")).toBe("per cm²");
    expect(withUnit(20, "mJ")).toBe("20\u00a0mJ");
    expect(withUnit(0.5, "1")).toBe("0.5");
  });

  it("has an interval, both ends as fine as the larger", () => {
    expect(intervalText(quantity(112, 0.336, 156))).toBe("0 to 156");
    expect(intervalText(quantity(-0.84, -11.2, 2.52, "K"))).toBe("−11.2 to 2.5");
    expect(quantityText(quantity(433, 282, 771))).toBe("433\u00a0µm (282 to 771)");
  });

  it("has none where low and high are one", () => {
    expect(quantityText(quantity(5, 5, 5))).toBe("5\u00a0µm");
  });

  it("reads as a percentage where it is a share", () => {
    expect(shareText(0.2214)).toBe("22.1\u00a0%");
    expect(valueText(quantity(0.2, 0.1, 0.3, "1"), "share")).toBe("20\u00a0%");
    expect(intervalText(quantity(0.2, 0.1, 0.3, "1"), "share")).toBe("10 to 30\u00a0%");
  });
});

describe("a sentence", () => {
  it("keeps a unit on the line of its number", () => {
    expect(unbroken("at 76.8 µm, 55 J/cm³, in 3 days")).toBe("at 76.8\u00a0µm, 55\u00a0J/cm³, in 3\u00a0days");
    expect(unbroken("of 100 people in 2 steps")).toBe("of 100 people in 2 steps");
  });

  it("has the signs of print", () => {
    expect(unbroken("63.0 C on average, 5 um deep, CO2 at 3 Cs")).toBe(
      "63.0\u00a0°C on average, 5\u00a0µm deep, CO2 at 3 Cs",
    );
  });
});

describe("a time", () => {
  it("is told in the unit that reads best", () => {
    expect([0, 5e-10, 2.5e-5, 0.003, 1.5, 300].map(timeText)).toEqual([
      "0\u00a0s",
      "0.5\u00a0ns",
      "25\u00a0µs",
      "3\u00a0ms",
      "1.5\u00a0s",
      "5\u00a0min",
    ]);
  });
});
