import { describe, expect, it } from "vitest";
import type { DeviceCard } from "../api/types";
import { besides, settingWords } from "./also-set";
import {
  fromAddress,
  shownValue,
  toAddress,
  treatmentOf,
  unreadable,
  withCooling,
  withDevice,
  withValue,
} from "./edited";
import { keyOf, readValue } from "./keys";

const EDITED = { "handpiece.device": "fraxel-restore", "settings.passes": 4, "skin.site": "neck" };

describe("what was set", () => {
  it("becomes a treatment file", () => {
    expect(treatmentOf(EDITED)).toEqual({
      handpiece: { device: "fraxel-restore" },
      settings: { passes: 4 },
      skin: { site: "neck" },
    });
  });

  it("may be a layer's own value", () => {
    const key = "skin.layers.epidermis.thickness_um";
    expect(readValue(key, "80")).toBe(80);
    expect(treatmentOf({ [key]: 80 })).toEqual({ skin: { layers: { epidermis: { thickness_um: 80 } } } });
    expect(keyOf("skin.layers.bone.thickness_um")).toBeNull();
  });

  it("may be a list, that of a measured profile", () => {
    const own = { "handpiece.profile_radius_um": [0, 40.5, 90], "handpiece.wavelength_nm": 1550 };
    expect(fromAddress(toAddress(own, null), "a")).toEqual(own);
    expect(treatmentOf(own)).toEqual({ handpiece: { profile_radius_um: [0, 40.5, 90], wavelength_nm: 1550 } });
    expect(readValue("handpiece.profile_radius_um", "0,,9")).toBeNull();
  });

  it("follows the device again when it is reset", () => {
    expect(withValue(EDITED, "settings.passes", null)).not.toHaveProperty(["settings.passes"]);
  });

  it("keeps the skin and not the dial with another device", () => {
    expect(withDevice(EDITED, "affirm-1440")).toEqual({ "handpiece.device": "affirm-1440", "skin.site": "neck" });
  });

  it("loses the numbers of a coolant with another", () => {
    const cooled = { ...EDITED, "surface.temperature_C": -20, "surface.contact": "gel" };
    expect(withCooling(cooled, "none")).toEqual({ ...EDITED, "surface.contact": "gel", "surface.cooling": "none" });
    expect(withCooling(cooled, null)).not.toHaveProperty(["surface.cooling"]);
  });

  it("comes back from its address, both runs of a comparison", () => {
    const other = { "handpiece.device": "co2-10600", "surface.cooling": "none" };
    const address = toAddress(EDITED, other);
    expect(fromAddress(address, "a")).toEqual(EDITED);
    expect(fromAddress(address, "b")).toEqual(other);
    expect(fromAddress(toAddress(EDITED, null), "b")).toBeNull();
  });

  it("names no device where the handpiece is described in full", () => {
    const own = { "handpiece.wavelength_nm": 1500, "settings.pulse_energy_mJ": 5 };
    expect(fromAddress(toAddress(own, null), "a")).toEqual(own);
  });

  it("takes nothing unknown or unreadable from an address", () => {
    expect(fromAddress({ "settings.power": "9", "settings.passes": "many", "skin.site": "moon" }, "a")).toBeNull();
    expect(unreadable({ "settings.power": "9", "b.settings.passes": "many", "skin.site": "neck" })).toEqual([
      "settings.power",
      "b.settings.passes",
    ]);
    expect(fromAddress({ "settings.passes": "3" }, "a")).toEqual({
      "handpiece.device": "fraxel-restore",
      "settings.passes": 3,
    });
  });
});

describe("what is shown for a key", () => {
  const card = { defaults: { settings: { passes: 8, density_per_pass_per_cm2: 125 } } } as unknown as DeviceCard;
  const resolved = { handpiece: { device: "fraxel-restore" }, settings: { density_per_pass_per_cm2: 90 } };
  const density = "settings.density_per_pass_per_cm2";

  it("is what was set", () => {
    expect(shownValue(EDITED, "settings.passes", resolved, card)).toEqual({ value: 4, origin: "set" });
  });

  it("else what the last run of this device resolved", () => {
    expect(shownValue(EDITED, density, resolved, card)).toEqual({ value: 90, origin: "device" });
  });

  it("else the device's default, while the last run was of another device", () => {
    const other = withDevice(EDITED, "affirm-1440");
    expect(shownValue(other, density, resolved, card)).toEqual({ value: 125, origin: "device" });
  });

  it("else the description's default, and nothing where there is none", () => {
    expect(shownValue(EDITED, "skin.age_years", null, null)).toEqual({ value: 45, origin: "standard" });
    expect(shownValue(EDITED, "skin.ita_deg", null, null)).toEqual({ value: null, origin: "unknown" });
  });

  it("never takes the physics of a preview for the reader's choice", () => {
    const preview = { ...resolved, physics: { optics: "static" } };
    expect(shownValue(EDITED, "physics.optics", preview, card)).toEqual({ value: "coupled", origin: "standard" });
  });
});

describe("what no field shows", () => {
  it("is told, so that nothing is set in secret", () => {
    const names = ["handpiece.device", "handpiece.wavelength_nm", "physics.steam", "surface.duty"];
    expect(besides(names, true)).toEqual(["handpiece.wavelength_nm"]);
    expect(besides(names, false)).toEqual(["handpiece.wavelength_nm", "physics.steam"]);
  });

  it("has a layer's own value, in words with its unit", () => {
    const key = "skin.layers.epidermis.absorption_per_cm";
    const edited = fromAddress({ "skin.phototype": "VI", [key]: "10.25" }, "a")!;
    expect(besides(Object.keys(edited), false)).toEqual([key]);
    expect(settingWords(key, edited[key]!)).toBe("Epidermis: absorption at the laser's wavelength, 10.25\u00a0per cm");
    expect(settingWords("numerics.photons", 1000)).toMatch(/1000$/);
    expect(settingWords("handpiece.profile_radius_um", [0, 50])).toMatch(/, 2 numbers, 0 to 50\u00a0µm$/);
  });
});

describe("a key", () => {
  it("has the description's limits and unit", () => {
    expect(keyOf("settings.passes")).toMatchObject({ type: "integer", low: 1, high: 50, unit: "1" });
    expect(keyOf("skin.site")?.choices).toContain("cheek");
    expect(keyOf("skin.layers")).toBeNull();
    expect(keyOf("settings.power")).toBeNull();
  });

  it("reads text as its type", () => {
    expect(readValue("settings.passes", "3")).toBe(3);
    expect(readValue("handpiece.simultaneous", "true")).toBe(true);
    expect(readValue("handpiece.device", "affirm-1440")).toBe("affirm-1440");
    expect(readValue("settings.passes", "")).toBeNull();
  });
});
