import { describe, expect, it } from "vitest";
import type { Summary } from "../api/types";
import { figuresOf, sideBySide } from "./figures";

function quantity(value: number, high = value) {
  return { value, low: value, high, unit: "um", kind: "model" as const, sources: [] };
}

function zone(depth: number, high = depth) {
  return { depth: quantity(depth, high), width: quantity(depth / 2), surface_width: quantity(0), volume: quantity(0) };
}

const SUMMARY = {
  treatment: { handpiece: { placement: "random" } },
  heat: { peak_temperature: quantity(100) },
  light: {},
  pattern: { density_per_pass: quantity(125), coverage_by_depth: {} },
  zones: { necrosis: zone(400), collagen: zone(0, 200), boiled: zone(0), vaporised: zone(0) },
  breakdown: null,
  healing: { closed_days: quantity(1.5), debris_from_day: null, notes: [] },
} as unknown as Summary;

describe("the figures of a run", () => {
  it("name every zone that is there or may be, and none that is not", () => {
    const wound = figuresOf(SUMMARY).find((group) => group.title === "Wound");
    expect(wound?.figures.map((figure) => figure.title)).toEqual([
      "Cells necrotic, depth",
      "Cells necrotic, width",
      "Collagen coagulated, depth",
      "Collagen coagulated, width",
    ]);
  });

  it("call the beams of a full field beams", () => {
    const wide = { ...SUMMARY, treatment: { handpiece: { placement: "full-field" } } } as Summary;
    const titles = figuresOf(wide).flatMap((group) => group.figures.map((figure) => figure.title));
    expect(titles).toContain("Beams per pass");
  });

  it("stand side by side by title, with nothing where a run has none", () => {
    const ablated = { ...SUMMARY, ablation: { removed_depth: quantity(150) } } as unknown as Summary;
    const groups = sideBySide([figuresOf(SUMMARY), figuresOf(ablated)]);
    const removal = groups.find((group) => group.title === "Removal");
    expect(removal?.rows[0]?.figures.map((figure) => figure?.quantity?.value ?? null)).toEqual([null, 150]);
  });
});
