// Which runs the atlas holds: a device with its defaults, on any site and phototype, anywhere on its dial.
import type { DeviceCard, Setting } from "../api/types";
import { type Edited, look } from "./edited";
import { keyOf } from "./keys";

/** Where in the atlas a run is looked up. */
export interface AtlasPlace {
  device: string;
  site: string;
  phototype: string;
  /** The device's dial, "pulse_energy_mJ". */
  dial: string;
}

const HELD = ["handpiece.device", "skin.site", "skin.phototype"];
const FINENESS = /^numerics\.(photons|seed|cell_um|intervals|backend)$/;

/** Return where the atlas has a device on a skin. */
export function atlasPlace(card: DeviceCard, site: string, phototype: string): AtlasPlace {
  return { device: card.name, site, phototype, dial: card.dial ?? "" };
}

/** Return the keys in which a run differs from its device's defaults, besides those that the atlas holds. */
export function differing(edited: Edited, card: DeviceCard): string[] {
  const held = [...HELD, `settings.${card.dial}`];
  return Object.keys(edited).filter(
    (name) => !held.includes(name) && !FINENESS.test(name) && edited[name] !== defaultOf(name, card),
  );
}

function defaultOf(name: string, card: DeviceCard): Setting | null {
  return look(card.defaults, name) ?? keyOf(name)?.standard ?? null;
}
