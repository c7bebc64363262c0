// Words for the choices of a treatment and for what a run ends in.
import type { DeviceCard, Endpoint, ZoneName } from "../api/types";

/** What a device is dialled by, by its key among the settings. */
export const DIALS: Readonly<Record<string, string>> = {
  pulse_energy_mJ: "Energy of one microbeam",
  radiant_exposure_J_per_cm2: "Radiant exposure",
};

export const SITES: readonly (readonly [string, string])[] = [
  ["cheek", "Cheek"],
  ["forehead", "Forehead"],
  ["periorbital", "Around the eyes"],
  ["perioral", "Around the mouth"],
  ["neck", "Neck"],
  ["chest", "Chest"],
  ["hand", "Back of the hand"],
  ["forearm", "Forearm"],
  ["abdomen", "Abdomen"],
];

export const PHOTOTYPES = ["I", "II", "III", "IV", "V", "VI"].map((type) => [type, type] as const);

export const COOLANTS: readonly (readonly [string, string])[] = [
  ["device", "As the device has it"],
  ["none", "None"],
  ["contact-plate", "Cold plate"],
  ["forced-air", "Cold air"],
  ["cryogen", "Cryogen spray"],
];

export const TOPICALS: readonly (readonly [string, string])[] = [
  ["none", "Nothing"],
  ["numbing-cream-wiped", "Numbing cream, wiped off"],
  ["numbing-cream-on", "Numbing cream left on"],
];

export const CONTACTS: readonly (readonly [string, string])[] = [
  ["air", "Air"],
  ["gel", "Gel"],
  ["sapphire", "Sapphire"],
];

export const PHYSICS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "physics.optics": [
    ["coupled", "Coupled: light follows the heating tissue"],
    ["static", "Static: tissue at rest"],
  ],
  "physics.steam": [
    ["condenses", "Condenses in place"],
    ["escapes", "Escapes"],
  ],
  "physics.necrosis": [
    ["weaver-stoll", "Weaver and Stoll"],
    ["henriques-moritz", "Henriques and Moritz"],
    ["diller-klutke", "Diller and Klutke"],
    ["takata", "Takata"],
  ],
  "physics.collagen": [
    ["rat-skin", "Rat skin"],
    ["rat-tail-tendon", "Rat tail tendon"],
    ["aksan-mcgrath", "Aksan and McGrath"],
  ],
};

const MECHANISMS: Record<string, string> = {
  coagulation: "Fractional, non-ablative",
  "full-field heating": "Full field, non-ablative",
  breakdown: "Picosecond arrays",
  ablation: "Ablative, for comparison",
};

/** A name in a list and its words. */
export type Option = readonly [string, string];

/** Return the devices that can be simulated, by kind, each with its wavelength. */
export function deviceGroups(cards: readonly DeviceCard[]): { group: string; options: Option[] }[] {
  return Object.entries(MECHANISMS)
    .map(([mechanism, group]) => ({
      group,
      options: cards.filter((card) => card.mechanism === mechanism && card.simulated).map(deviceOption),
    }))
    .filter(({ options }) => options.length > 0);
}

function deviceOption(card: DeviceCard): Option {
  const nanometres = `${card.wavelength_nm} nm`;
  return [card.name, card.title.includes(String(card.wavelength_nm)) ? card.title : `${card.title}, ${nanometres}`];
}

export const ENDPOINTS: Readonly<Record<Endpoint, readonly [string, string]>> = {
  none: ["No injury", "No damage integral reaches 1: by the model, cells and collagen keep."],
  "thermal-injury": ["Thermal injury", "Cells die; collagen is not coagulated."],
  coagulation: ["Coagulation", "Collagen is coagulated and cells die; tissue keeps its place."],
  vaporisation: ["Vaporisation", "Tissue is removed, with a coagulated rim."],
  breakdown: ["Breakdown", "Light breaks down at melanin and leaves vacuoles; there is no zone of heat."],
};

export const ZONE_WORDS: Readonly<Record<ZoneName, string>> = {
  necrosis: "cells necrotic",
  collagen: "collagen coagulated",
  boiled: "water boiled in place",
  vaporised: "tissue removed",
};
