import { describe, expect, it } from "vitest";
import { FIRST_VIEW, keyed, project, turned, zoomed } from "./view";

const FRAME = { width: 600, height: 400, left: 50, right: 100, top: 10, bottom: 30 };
const EXTENT = { side: 4000, top: 0, bottom: 600 };
const CORNERS = [-2000, 2000].flatMap((x) => [-2000, 2000].flatMap((z) => [0, 600].map((y) => [x, y, z] as const)));

describe("view", () => {
  it("keeps the whole block in the frame, however it is turned", () => {
    for (const azimuth of [0, 45, 100, 233])
      for (const elevation of [6, 34, 90]) {
        const { at } = project({ ...FIRST_VIEW, azimuth, elevation }, EXTENT, FRAME);
        for (const corner of CORNERS) {
          const [x, y] = at(corner);
          expect(x).toBeGreaterThanOrEqual(49.9);
          expect(x).toBeLessThanOrEqual(500.1);
          expect(y).toBeGreaterThanOrEqual(9.9);
          expect(y).toBeLessThanOrEqual(370.1);
        }
      }
  });

  it("shows a level length as long as the scale says, in front and at the back", () => {
    const { at, pixelsPerMicrometre } = project({ ...FIRST_VIEW, azimuth: 0 }, EXTENT, FRAME);
    for (const z of [-2000, 2000])
      expect(at([1000, 0, z])[0] - at([0, 0, z])[0]).toBeCloseTo(1000 * pixelsPerMicrometre);
  });

  it("puts the cut corner in front when seen at 45 degrees, and what is deeper lower", () => {
    const { at } = project({ ...FIRST_VIEW, azimuth: 45 }, EXTENT, FRAME);
    expect(at([2000, 0, 2000])[1]).toBeGreaterThan(at([-2000, 0, -2000])[1]);
    expect(at([0, 500, 0])[1]).toBeGreaterThan(at([0, 0, 0])[1]);
  });

  it("turns all round, and tilts between the surface and straight above", () => {
    expect(turned(FIRST_VIEW, 720 - FIRST_VIEW.azimuth, 0).azimuth).toBeCloseTo(0);
    expect(turned(FIRST_VIEW, 0, 500).elevation).toBe(90);
    expect(turned(FIRST_VIEW, 0, -500).elevation).toBeGreaterThan(0);
    expect(zoomed(FIRST_VIEW, 1e6).zoom).toBeLessThan(100);
  });

  it("understands keys and leaves others alone", () => {
    expect(keyed(FIRST_VIEW, "ArrowRight", false)!.azimuth).toBeGreaterThan(FIRST_VIEW.azimuth);
    expect(keyed(FIRST_VIEW, "ArrowRight", true)!.right).toBeGreaterThan(0);
    expect(keyed(FIRST_VIEW, "+", false)!.zoom).toBeGreaterThan(1);
    expect(keyed(zoomed(FIRST_VIEW, 3), "0", false)).toEqual(FIRST_VIEW);
    expect(keyed(FIRST_VIEW, "Tab", false)).toBeNull();
  });
});
