import { describe, expect, it } from "vitest";
import type { DeviceCard } from "../api/types";
import { atlasPlace, differing } from "./atlas-place";

const CARD = {
  name: "fraxel-restore",
  dial: "pulse_energy_mJ",
  defaults: { settings: { passes: 8, pulse_energy_mJ: 20 }, surface: { cooling: "forced-air" } },
} as unknown as DeviceCard;

const HELD = { "handpiece.device": "fraxel-restore", "settings.pulse_energy_mJ": 35, "skin.phototype": "V" };

describe("a run in the atlas", () => {
  it("may differ in its dial, its site, its phototype and how finely it is solved", () => {
    expect(differing({ ...HELD, "skin.site": "neck", "numerics.seed": 5 }, CARD)).toEqual([]);
    expect(atlasPlace(CARD, "neck", "V")).toEqual({
      device: "fraxel-restore",
      site: "neck",
      phototype: "V",
      dial: "pulse_energy_mJ",
    });
  });

  it("is the same where a default is written out", () => {
    expect(differing({ ...HELD, "settings.passes": 8, "skin.age_years": 45 }, CARD)).toEqual([]);
  });

  it("is none where anything else is set", () => {
    const edited = { ...HELD, "settings.passes": 4, "skin.layers.epidermis.thickness_um": 90 };
    expect(differing(edited, CARD)).toEqual(["settings.passes", "skin.layers.epidermis.thickness_um"]);
  });
});
