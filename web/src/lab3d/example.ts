// Scenes for tests: as small as a scene can be.
import type { Scene } from "../api/scene";
import type { Quantity } from "../api/types";

export function quantity(value: number, unit = "um", low = value, high = value): Quantity {
  return { value, unit, low, high, kind: "model", sources: [] };
}

function field(columns: number, values: readonly number[]) {
  return { shape: [values.length / columns, columns], data: new Float32Array(values) };
}

const ZONE = {
  depth: quantity(300, "um", 250, 360),
  width: quantity(120),
  surface_width: quantity(80),
  volume: quantity(1),
};
const NONE = { depth: quantity(0), width: quantity(0), surface_width: quantity(0), volume: quantity(0) };

/** A random pattern of two passes, four microbeams in 4 mm, one zone 300 um deep and 120 um wide. */
export function fractional(): Scene {
  return {
    id: 1,
    slot: "a",
    stage: "full",
    command: "",
    references: {},
    summary: {
      treatment: {},
      zones: { necrosis: ZONE, collagen: NONE, boiled: NONE, vaporised: NONE },
      pattern: { coverage_fraction: quantity(0.25, "1", 0.2, 0.3) },
      breakdown: null,
      full_field: null,
      ablation: null,
      healing: null,
    } as unknown as Scene["summary"],
    scene: {
      mechanism: "coagulation",
      full_field: false,
      depth_only: false,
      melanin_threshold: null,
      layers: [
        { name: "stratum_corneum", title: "stratum corneum", top_um: 0, bottom_um: 20 },
        { name: "epidermis", title: "epidermis", top_um: 20, bottom_um: 80 },
        { name: "reticular_dermis", title: "reticular dermis", top_um: 80, bottom_um: 1280 },
        { name: "subcutis", title: "subcutis", top_um: 1280, bottom_um: 6280 },
      ],
      zones: [{ name: "necrosis", title: "cells necrotic" }],
      pattern: { placement: "random", pitch_um: null, density_per_pass_per_cm2: 100, passes: 2 },
      device_title: "a laser",
      depth_shown_um: 400,
      half_width_um: 200,
      positions_side_um: 4000,
    },
    arrays: {
      outline_necrosis: field(2, [0, 40, 150, 60, 300, 0]),
      positions: field(3, [0, 0, 0, 900, -900, 0, 1900, 1900, 1, -100, 50, 1]),
    },
  };
}

/** A full field that takes off 60 um and kills cells down to 90 um in four passes. */
export function fullField(): Scene {
  const scene = fractional();
  return {
    ...scene,
    scene: {
      ...scene.scene,
      mechanism: "ablation",
      full_field: true,
      zones: [
        { name: "necrosis", title: "cells necrotic" },
        { name: "vaporised", title: "tissue removed" },
      ],
      pattern: { ...scene.scene.pattern, placement: "full-field", passes: 4 },
    },
    arrays: {
      outline_necrosis: field(2, [0, 2500, 90, 2500, 90, 0]),
      outline_vaporised: field(2, [0, 2500, 60, 2500, 60, 0]),
      positions: field(3, [0, 0, 0]),
    },
  };
}

/** Vacuoles 25 um wide in a square lattice, with a chance of one half in each spot. */
export function broken(): Scene {
  const scene = fractional();
  const breakdown = {
    vacuole_top: quantity(55),
    vacuole_bottom: quantity(80),
    vacuole_diameter: quantity(25),
    probability_spots: quantity(0.5, "1"),
    probability_between: quantity(0.1, "1"),
    area_share: quantity(0.4, "1"),
  };
  const spots = Array.from({ length: 100 }, (_, at) => [(at % 10) * 40 - 180, Math.floor(at / 10) * 40 - 180, 0]);
  return {
    ...scene,
    summary: { ...scene.summary, breakdown } as unknown as Scene["summary"],
    scene: {
      ...scene.scene,
      mechanism: "breakdown",
      zones: [],
      pattern: { placement: "square", pitch_um: 500, density_per_pass_per_cm2: 400, passes: 1 },
    },
    arrays: { positions: field(3, spots.flat()) },
  };
}
