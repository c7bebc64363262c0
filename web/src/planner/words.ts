// The words of the form and of a plan: what is asked, in plain language, by the names of a case file.
import type { Concern, Condition, Phototype, ScreeningVerdict, Site } from "../api/people";
import { unbroken } from "../ui/format";

export const CONCERNS: readonly (readonly [Concern, string])[] = [
  ["fine-lines", "fine lines"],
  ["photoageing", "skin aged by the sun"],
  ["acne-scars", "acne scars"],
  ["surgical-scars", "scars of an operation"],
  ["brown-spots", "brown spots"],
  ["blotchiness", "blotchy, uneven colour"],
  ["laxity", "lax skin"],
  ["melasma", "melasma"],
];

export const SITES: readonly (readonly [Site, string])[] = [
  ["cheek", "cheek"],
  ["forehead", "forehead"],
  ["periorbital", "around the eyes"],
  ["perioral", "around the mouth"],
  ["neck", "neck"],
  ["chest", "chest"],
  ["hand", "hand"],
  ["forearm", "forearm"],
  ["abdomen", "belly"],
];

export const PHOTOTYPES: readonly (readonly [Phototype, string])[] = [
  ["I", "always burns, never tans"],
  ["II", "burns easily, tans a little"],
  ["III", "sometimes burns, tans slowly to light brown"],
  ["IV", "seldom burns, always tans to brown"],
  ["V", "very seldom burns, tans to dark brown"],
  ["VI", "hardly ever burns, is deeply pigmented"],
];

export interface ConditionGroup {
  title: string;
  conditions: readonly (readonly [Condition, string])[];
}

export const CONDITION_GROUPS: readonly ConditionGroup[] = [
  {
    title: "On the skin there, now",
    conditions: [
      ["suspicious-lesion", "a mark or mole that looks suspicious"],
      ["actinic-keratosis", "actinic keratosis (rough patches from the sun)"],
      ["active-infection", "an infection, a cold sore or an open wound"],
      ["recent-tan", "a tan, recent sun or sunbed"],
      ["tattoo", "a tattoo or permanent make-up"],
      ["melasma", "melasma (brown patches of the face)"],
    ],
  },
  {
    title: "How the skin has behaved",
    conditions: [
      ["hsv-history", "cold sores in the past"],
      ["keloid", "scars that grow thick (keloid)"],
      ["vitiligo", "vitiligo"],
      ["psoriasis", "psoriasis"],
      ["lichen-planus", "lichen planus"],
    ],
  },
  {
    title: "Medicines",
    conditions: [
      ["isotretinoin", "isotretinoin, now or in the last six months"],
      ["photosensitiser", "a medicine that makes skin sensitive to light"],
      ["anticoagulant", "a blood thinner"],
      ["gold-therapy", "treatment with gold, ever"],
      ["immunosuppressed", "medicine or illness that weakens the immune system"],
    ],
  },
  { title: "Otherwise", conditions: [["pregnancy", "pregnancy"]] },
];

export interface VerdictWords {
  title: string;
  sign: string;
}

export const SCREENING_WORDS: Record<ScreeningVerdict, VerdictWords> = {
  "no-flag-found": { title: "No flag found", sign: "○" },
  caution: { title: "Caution", sign: "!" },
  postpone: { title: "Postpone", sign: "II" },
  refuse: { title: "No plan is made", sign: "×" },
};

const EVENTS: Readonly<Record<string, string>> = {
  hyperpigmentation: "dark marks (hyperpigmentation)",
  "darker melasma": "melasma that darkens",
  milia: "milia (tiny white bumps)",
};

/** Return what a risk is called. */
export function eventWords(event: string): string {
  return EVENTS[event] ?? event;
}

export const DIALS: Readonly<Record<string, string>> = {
  pulse_energy_mJ: "energy of one microbeam",
  radiant_exposure_J_per_cm2: "radiant exposure",
  density_per_pass_per_cm2: "microbeams in one pass",
  passes: "passes",
};

export type AimName =
  | "necrosis_depth_um"
  | "necrosis_width_um"
  | "collagen_depth_um"
  | "collagen_width_um"
  | "removed_depth_um"
  | "coverage"
  | "epidermal_coverage"
  | "epidermal_sparing"
  | "bulk_temperature_rise_K"
  | "bulk_peak_temperature_C"
  | "total_radiant_exposure_J_per_cm2";

/** What of a wound can be stated or limited: its words, its unit on the page, and the factor to the case file's. */
export const AIMS: Readonly<Record<AimName, { title: string; unit: string; factor: number }>> = {
  necrosis_depth_um: { title: "depth of dead cells", unit: "µm", factor: 1 },
  necrosis_width_um: { title: "width of dead cells", unit: "µm", factor: 1 },
  collagen_depth_um: { title: "depth of coagulated collagen", unit: "µm", factor: 1 },
  collagen_width_um: { title: "width of coagulated collagen", unit: "µm", factor: 1 },
  removed_depth_um: { title: "depth of removed tissue", unit: "µm", factor: 1 },
  coverage: { title: "share of the skin wounded", unit: "%", factor: 0.01 },
  epidermal_coverage: { title: "share of the epidermis killed", unit: "%", factor: 0.01 },
  epidermal_sparing: { title: "share of the epidermis spared", unit: "%", factor: 0.01 },
  bulk_temperature_rise_K: { title: "rise of the mean temperature of the upper half millimetre", unit: "K", factor: 1 },
  bulk_peak_temperature_C: {
    title: "highest mean temperature of the upper half millimetre",
    unit: "°C",
    factor: 1,
  },
  total_radiant_exposure_J_per_cm2: { title: "energy per area of all passes together", unit: "J/cm²", factor: 1 },
};

/** Return the words of a figure of a stated wound. */
export function aimWords(name: string): string {
  return name === "pigment_risk" ? "dark marks, per session" : (AIMS[name as AimName]?.title ?? name);
}

/** Return the words of a name in a list of choices. */
export function wordsOf<Name extends string>(known: readonly (readonly [Name, string])[], name: string): string {
  return known.find(([key]) => key === name)?.[1] ?? name;
}

/** Return a text with a capital at its head. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Return a text that ends in one full stop. */
export function sentence(text: string): string {
  return unbroken(`${capital(text).replace(/\.+$/, "")}.`);
}
