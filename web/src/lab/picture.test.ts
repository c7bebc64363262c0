import { describe, expect, it } from "vitest";
import type { Scene } from "../api/scene";
import { momentOf, placeOf, timeAt } from "./clock";
import { colourAt, colourTable, TABLE_SIZE } from "./colour-map";
import { heatMap, jointRange } from "./heat-map";
import { frameAt, locate, middles, paint } from "./raster";
import { halfAt, sectionRows } from "./section-words";
import { acrossOf, downOf, extentOf, jointExtent, ticks, viewOf } from "./window";

function lightness([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2;
}

function field(values: readonly number[], ...shape: number[]) {
  return { shape, data: Float32Array.from(values) };
}

// Two depths, two rings, three times.
const SCENE = {
  scene: { mechanism: "coagulation", depth_shown_um: 120, half_width_um: 100, layers: [], zones: [] },
  arrays: {
    depth_um: field([0, 100], 2),
    radius_um: field([0, 50], 2),
    peak_temperature: field([90, 50, 60, 40], 2, 2),
    time_s: field([0, 0.001, 0.1], 3),
    temperature: field([34, 34, 34, 34, 90, 50, 60, 40, 50, 44, 45, 38], 3, 2, 2),
    outline_necrosis: field([0, 30, 50, 40, 80, 0], 3, 2),
  },
} as unknown as Scene;

describe("the colour map", () => {
  it("grows lighter at every step", () => {
    const steps = Array.from({ length: 100 }, (_, at) => lightness(colourAt(at / 99)));
    expect(steps.every((value, at) => at === 0 || value > steps[at - 1]!)).toBe(true);
  });

  it("is opaque, red in the lowest byte", () => {
    const table = colourTable();
    const [red = 0, green = 0, blue = 0] = colourAt(1);
    expect(table).toHaveLength(TABLE_SIZE);
    expect(table[TABLE_SIZE - 1]! >>> 24).toBe(255);
    expect([table[255]! & 255, (table[255]! >> 8) & 255, (table[255]! >> 16) & 255]).toEqual([red, green, blue]);
  });
});

describe("interpolation", () => {
  it("finds places between those of an uneven axis, and holds beyond its ends", () => {
    const { below, share } = locate([0, 10, 30], [-5, 5, 20, 99]);
    expect([...below]).toEqual([0, 0, 1, 1]);
    expect([...share]).toEqual([0, 0.5, 0.5, 1]);
  });

  it("blends two moments", () => {
    const { data } = SCENE.arrays.temperature!;
    expect([...frameAt(data, 4, 0.5)]).toEqual([62, 42, 47, 37]);
    expect([...frameAt(data, 4, 9)]).toEqual([50, 44, 45, 38]);
  });

  it("paints a linear field exactly", () => {
    const table = Uint32Array.from({ length: TABLE_SIZE }, (_, at) => at);
    const pixels = new Uint32Array(4);
    const [down, across] = [locate([0, 1], [0, 1]), locate([0, 1], [0, 1])];
    paint(pixels, Float32Array.from([0, 0.5, 0.5, 1]), 2, down, across, [0, 1], table);
    expect([...pixels]).toEqual([0, 128, 128, 255]);
  });

  it("paints one ring as the same everywhere across", () => {
    const pixels = new Uint32Array(4);
    const table = Uint32Array.from({ length: TABLE_SIZE }, (_, at) => at);
    paint(pixels, Float32Array.from([0, 1]), 1, locate([0, 1], [0, 1]), locate([7], [1, 20]), [0, 1], table);
    expect([...pixels]).toEqual([0, 0, 255, 255]);
  });

  it("puts samples in the middle of cells", () => {
    expect([...middles(0, 4, 2)]).toEqual([1, 3]);
  });
});

describe("the clock", () => {
  const times = [0, 0.001, 0.1];

  it("goes from times to places and back", () => {
    for (const time of [0, 0.0005, 0.05, 0.1]) expect(timeAt(times, placeOf(times, time))).toBeCloseTo(time, 12);
    expect([placeOf(times, -1), placeOf(times, 9)]).toEqual([0, 2]);
  });

  it("shows the highest temperature where no time is chosen", () => {
    expect(momentOf(SCENE, null)).toBeNull();
    expect(heatMap(SCENE, null)?.values[0]).toBe(90);
    expect(heatMap(SCENE, momentOf(SCENE, 0))?.values[0]).toBe(34);
  });

  it("keeps one range of colours through all times, and one for two runs", () => {
    expect(heatMap(SCENE, 0)?.range).toEqual([34, 90]);
    const colder = { ...SCENE, arrays: { ...SCENE.arrays, peak_temperature: field([20, 20, 20, 20], 2, 2) } } as Scene;
    expect(jointRange([SCENE, colder])).toEqual([20, 90]);
    expect(jointRange([SCENE])).toBeNull();
  });
});

describe("the window", () => {
  it("is to scale, the axis in the middle, and holds what is worth showing", () => {
    const view = viewOf(extentOf(SCENE), 700);
    expect(acrossOf(view, 10) - acrossOf(view, 0)).toBeCloseTo(downOf(view, 10) - downOf(view, 0), 9);
    expect(acrossOf(view, 0)).toBeCloseTo(view.left + view.innerWidth / 2, 9);
    expect(view.extent.half_um).toBeGreaterThanOrEqual(100 - 1e-9);
    expect(view.extent.bottom_um).toBeGreaterThanOrEqual(120 - 1e-9);
  });

  it("has the same scale for two runs of one extent", () => {
    const joint = jointExtent([extentOf(SCENE), { top_um: -300, bottom_um: 900, half_um: 200 }]);
    expect(joint).toEqual({ top_um: -300, bottom_um: 900, half_um: 200 });
  });

  it("stretches the depth of what is very flat, and says so", () => {
    expect(viewOf({ top_um: 0, bottom_um: 100, half_um: 2000 }, 700).stretch).toBeGreaterThan(1);
  });

  it("has round ticks within its ends", () => {
    expect(ticks(0, 590, 6)).toEqual([0, 100, 200, 300, 400, 500]);
    expect(ticks(-120, 120, 4)).toEqual([-100, 0, 100]);
  });
});

describe("the picture's table", () => {
  it("has what the axis reaches and how wide each zone is by depth", () => {
    const rows = sectionRows(SCENE, null);
    expect(rows[0]).toMatchObject({ depth_um: 0, heat: 90, widths: { necrosis: 60 } });
    expect(rows[5]!.depth_um).toBe(50);
    expect(rows[5]!.heat).toBeCloseTo(75, 5);
    expect(rows[5]!.widths.necrosis).toBe(80);
    expect(rows.at(-1)!.widths.necrosis).toBe(0);
  });

  it("reads an outline between its points, and as nothing outside", () => {
    const points = [
      { depth_um: 10, half_um: 20 },
      { depth_um: 30, half_um: 40 },
    ];
    expect([0, 10, 20, 30, 31].map((depth) => halfAt(points, depth))).toEqual([0, 20, 30, 40, 0]);
  });
});
