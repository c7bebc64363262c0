import { describe, expect, it } from "vitest";
import type { Quantity } from "../api/types";
import { asItDeserves, rounded, roundedShare } from "./rounded";

function quantity(low: number, value: number, high: number, unit = "1"): Quantity {
  return { value, low, high, unit, kind: "study", sources: ["Lin2021"] };
}

describe("figures for reading", () => {
  it("are shares in whole percents, and tenths below one", () => {
    expect(roundedShare(quantity(0.109, 0.352, 0.614))).toMatchObject({ low: 0.11, value: 0.35, high: 0.61 });
    expect(roundedShare(quantity(-0.042, 0.0032, 0.0149))).toMatchObject({ low: -0.04, value: 0.003, high: 0.01 });
  });

  it("are days in tenths and depths whole", () => {
    expect(asItDeserves(quantity(2.009, 2.683, 3.743, "day"))).toMatchObject({ low: 2, value: 2.7, high: 3.7 });
    expect(asItDeserves(quantity(298.4, 431.2, 740.9, "um")).value).toBe(431);
    expect(asItDeserves(quantity(3, 4, 5))).toEqual(quantity(3, 4, 5));
  });

  it("keep kind and sources", () => {
    expect(rounded(quantity(1, 2, 3), 0)).toMatchObject({ kind: "study", sources: ["Lin2021"] });
  });
});
