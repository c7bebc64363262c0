import { describe, expect, it } from "vitest";
import type { Scene } from "../api/scene";
import { broken, fractional, quantity } from "../lab3d/example";
import { breakdownChart } from "./breakdown";
import { bulkChart } from "./bulk";
import { coverageChart } from "./coverage";
import { healingChart } from "./healing";
import { dialChart } from "./over-dial";
import { momentText, profileChart, profileTimes } from "./profile";

function withArrays(scene: Scene, arrays: Record<string, number[]>): Scene {
  const fields = Object.entries(arrays).map(([name, values]) => {
    return [name, { shape: [values.length], data: new Float32Array(values) }] as const;
  });
  return { ...scene, arrays: { ...scene.arrays, ...Object.fromEntries(fields) } };
}

const COVERED = withArrays(fractional(), {
  coverage_depth_um: [0, 100, 200, 300],
  coverage_necrosis: [0.1, 0.25, 0.2, 0],
  coverage_collagen: [0, 0.05, 0, 0],
  coverage_boiled: [0, 0, 0, 0],
});

describe("coverage by depth", () => {
  it("has a line for each zone there is, and says the most and the end", () => {
    const chart = coverageChart([COVERED], ["A"])!;
    expect(chart.legend.map(({ label }) => label)).toEqual(["cells necrotic", "collagen coagulated"]);
    expect(chart.sentence).toBe(
      "Cells necrotic on at most 25 % of the area, at 100 µm, and down to 200 µm; collagen coagulated on at most 5 % of the area, at 100 µm, and down to 100 µm.",
    );
    expect(chart.tables[0]!.columns).toEqual(["Depth, µm", "cells necrotic, %", "collagen coagulated, %"]);
    expect(chart.tables[0]!.rows[0]).toEqual(["0", "10", "0"]);
    expect(chart.tables[0]!.rows.at(-1)!.slice(1)).toEqual(["0", "0"]);
  });

  it("names both runs where there are two, and is none where nothing is covered", () => {
    const chart = coverageChart([COVERED, COVERED], ["cold", "warm"])!;
    expect(chart.legend.map(({ label }) => label).slice(-2)).toEqual(["cold", "warm"]);
    expect(chart.tables[0]!.columns[1]).toBe("cold: cells necrotic, %");
    expect(coverageChart([broken()], ["A"])).toBeNull();
  });
});

describe("bulk heating", () => {
  const warm = withArrays(fractional(), { bulk_time_s: [-1, 0, 240], bulk_temperature: [34, 47, 36] });

  it("says whether the limit is passed, in minutes for long courses", () => {
    const chart = bulkChart([warm], ["A"])!;
    expect(chart.sentence).toBe(
      "At most 47 °C, at the start, above the 45 °C from which burns threaten; 36 °C at the end.",
    );
    expect(chart.tables[0]!.columns).toEqual(["Time, min", "°C"]);
    expect(chart.tables[0]!.rows.at(-1)).toEqual(["Highest", "47"]);
  });

  it("has no figures for a run that is over", () => {
    const short = withArrays(fractional(), { bulk_time_s: [0, 60], bulk_temperature: [34, 36] });
    const rows = bulkChart([warm, short], ["A", "B"])!.tables[0]!.rows;
    expect(rows.find(([time]) => time === "3")!.at(-1)).toBe("–");
    expect(rows.find(([time]) => time === "1")!.at(-1)).toBe("36");
  });
});

describe("healing", () => {
  const course = (first: number[], later: number[]) => [...first, ...later];
  const healed = withArrays(fractional(), {
    healing_day: [0, 3],
    healing_redness: course([0.4, 0.6, 0.8], [0, 0.05, 0.2]),
    healing_closed: course([1, 1, 1], [1, 1, 1]),
    healing_bronzing: course([0, 0, 0], [0, 0, 0]),
  });

  it("gives a panel to what changes, and a word to what does not", () => {
    const chart = healingChart([healed], ["A"])!;
    expect(chart.panels.map(({ title }) => title)).toEqual(["Redness, % of the strongest"]);
    expect(chart.sentence).toContain("The epidermis stays closed throughout. None is expected of: bronzing.");
    expect(chart.panels[0]!.description).toBe("Redness: 60 % on day 0 (40 to 80), below 10 % by day 3 in the median.");
  });

  it("tells every sign in its table, with the middle 80 %", () => {
    const [table] = healingChart([healed], ["A"])!.tables;
    expect(table!.columns).toEqual(["Day", "redness", "bronzing", "epidermis closed"]);
    expect(table!.rows[0]).toEqual(["0", "60 (40–80)", "0", "100"]);
  });
});

describe("temperature by depth", () => {
  const scene = withArrays(fractional(), {
    depth_um: [10, 300],
    time_s: [-0.1, 0, 0.2],
    temperature: [20, 30, 40, 50, 70, 60],
    peak_temperature: [71, 61],
  });
  const flat = { ...scene, scene: { ...scene.scene, depth_only: true, full_field: true } };

  it("is drawn at the time asked for, where depth alone matters", () => {
    expect(profileChart([scene], ["A"], 0)).toBeNull();
    expect(profileTimes(scene)).toHaveLength(0);
    const chart = profileChart([flat], ["A"], 0.21)!;
    expect(chart.sentence).toMatch(
      /^After 200.ms the warmest depth is 10 µm with 70 °C; the highest reached at all is 71 °C/,
    );
    expect(chart.tables[0]!.rows[0]).toEqual(["0", "70", "71"]);
  });

  it("says times before the pulse as such", () => {
    expect(momentText(-0.03)).toMatch(/^30.ms before the pulse$/);
  });
});

describe("breakdown", () => {
  const scene = withArrays(broken(), {
    epidermal_depth_um: [20, 70],
    melanin_energy_density_spots: [10, 80],
    melanin_energy_density_between: [5, 30],
  });

  it("says the most that melanin absorbs and the chance", () => {
    const chart = breakdownChart([scene], ["A"])!;
    expect(chart.sentence).toMatch(
      /^In the hot spots melanin absorbs at most 80 J\/cm³, at 70 µm; the chance of breakdown is 50.%\./,
    );
    expect(chart.tables[0]!.rows).toEqual([
      ["20", "10", "5"],
      ["70", "80", "30"],
    ]);
  });

  it("shows the threshold with its range where the scene carries it", () => {
    const threshold = quantity(55, "J/cm^3", 28, 75);
    const known = { ...scene, scene: { ...scene.scene, melanin_threshold: threshold } };
    const chart = breakdownChart([known], ["A"])!;
    expect(chart.sentence).toContain("The threshold of breakdown is 55 J/cm³ (28 to 75).");
    expect(chart.legend.map(({ label }) => label)).toContain("threshold");
    expect(breakdownChart([scene], ["A"])!.legend.map(({ label }) => label)).not.toContain("threshold");
    expect(breakdownChart([fractional()], ["A"])).toBeNull();
  });
});

describe("over the dial", () => {
  const points = [
    { dial: 4, necrosis_depth: 200, collagen_depth: null, width: 100 },
    { dial: 40, necrosis_depth: 700, collagen_depth: null, width: 180 },
  ];

  it("has a line for each figure that is known", () => {
    const chart = dialChart([{ label: "A", points, now: 20 }], "pulse energy", "mJ")!;
    expect(chart.legend.map(({ label }) => label)).toEqual([
      "depth of necrotic cells",
      "width of the zone",
      "the dial now",
    ]);
    expect(chart.sentence).toBe(
      "Pulse energy from 4 to 40 mJ: necrotic cells reach 200 to 700 µm deep, the zone is 100 to 180 µm wide.",
    );
    expect(chart.tables[0]!.rows[1]).toEqual(["40", "700", "not known", "180"]);
  });

  it("is none without points", () => {
    expect(dialChart([{ label: "A", points: [] }], "pulse energy", "mJ")).toBeNull();
    expect(dialChart([], "pulse energy", "mJ")).toBeNull();
  });
});
