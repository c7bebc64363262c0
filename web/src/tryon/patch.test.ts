import { describe, expect, it } from "vitest";
import { TABLE, TRY_ON } from "./example";
import { atPlace } from "./frames";
import { flakes, patchColours, patchSentence, patchState, zoneShare } from "./patch";
import type { Band } from "./types";

const zones = TRY_ON.zones!;
const ground = { table: TABLE, tone: TRY_ON.base };
const stateAt = (place: number, band: Band = "typical") =>
  patchState(TRY_ON, place, band, atPlace(TRY_ON, place, band));
const lightness = (colour: string) => (colour.match(/\d+/g) ?? []).reduce((sum, value) => sum + Number(value), 0);

describe("zones of a square of skin", () => {
  it("are none before, then fresh, closing, plugged with debris, shed", () => {
    expect(stateAt(0).stage).toBe("none");
    expect(stateAt(1).stage).toBe("fresh");
    expect(stateAt(1.5).stage).toBe("closing");
    expect(stateAt(3).stage).toBe("plug");
    expect(stateAt(5).stage).toBe("shed");
  });

  it("begin anew with each session, and close later in the high band", () => {
    expect(stateAt(7)).toMatchObject({ stage: "fresh", session: 2 });
    expect([stateAt(1.5).closed, stateAt(1.5, "high").closed]).toEqual([0.5, 0.25]);
  });

  it("follow the brown debris where its days are not known", () => {
    const without = { ...TRY_ON, zones: { ...zones, debris_to_day: null } };
    const at = (place: number) => patchState(without, place, "typical", atPlace(without, place, "typical")).stage;
    expect([at(3), at(5)]).toEqual(["plug", "shed"]);
  });

  it("cover the share of the square that their width says", () => {
    expect(zoneShare(zones)).toBeCloseTo((25 * Math.PI * 75 ** 2) / 5000 ** 2, 9);
  });
});

describe("its colours", () => {
  it("hold more in a zone than between, in the sense of what is seen", () => {
    const colours = patchColours(stateAt(3), zones, ground);
    expect(lightness(colours.plug)).toBeLessThan(lightness(colours.ground));
    expect(lightness(colours.fresh)).toBeGreaterThan(lightness(colours.halo));
    expect(lightness(colours.halo)).toBeLessThan(lightness(colours.ground));
  });

  it("are those of untouched skin where nothing happens", () => {
    const colours = patchColours(stateAt(0), zones, ground);
    expect(colours.halo).toBe(colours.ground);
    expect(colours.plug).toBe(colours.ground);
  });
});

describe("its words", () => {
  it("say what is seen, how wide and how red", () => {
    expect(patchSentence(stateAt(3), zones, ground)).toMatch(
      /^5 by 5 mm of cheek, day 3 after session 1: closed zones, each with a brown plug.*25 zones, each 0.15 mm wide and 0.8 mm deep.*a\* redder/,
    );
    expect(patchSentence(stateAt(0), zones, ground)).toMatch(/no zones/);
  });
});

describe("flakes", () => {
  it("become more as skin sheds, the same ones again", () => {
    expect(flakes(0)).toHaveLength(0);
    expect(flakes(1).length).toBeGreaterThan(flakes(0.3).length);
    expect(flakes(0.3)).toEqual(flakes(0.3));
    for (const { size_um } of flakes(1)) expect(size_um >= 200 && size_um <= 1000).toBe(true);
  });
});
