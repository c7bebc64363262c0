// Which figures of a run are shown, in which order, and with which words.
import type { Quantity, Summary, ZoneName } from "../api/types";
import type { Style } from "../ui/format";
import { ZONE_WORDS } from "./words";

export interface Figure {
  title: string;
  quantity: Quantity | null;
  style?: Style;
}

export interface FigureGroup {
  title: string;
  figures: Figure[];
}

type Named = readonly (readonly [string, string, Style?])[];

const ZONES: readonly ZoneName[] = ["necrosis", "collagen", "boiled", "vaporised"];
const HEAT: Named = [
  ["peak_temperature", "Hottest point"],
  ["bulk_temperature_rise", "Bulk rise before the last pass"],
  ["bulk_peak_temperature", "Bulk peak, upper 0.5 mm"],
];
const PATTERN: Named = [
  ["density_per_pass", "Microbeams per pass"],
  ["total_density", "Microbeams in total"],
  ["coverage_fraction", "Coverage, overlaps once", "share"],
  ["nominal_coverage_fraction", "Coverage, nominal", "share"],
];
const FIELDS: Named = [
  ["density_per_pass", "Beams per pass"],
  ["total_density", "Beams in total"],
  ["coverage_fraction", "Coverage, overlaps once", "share"],
];
const LIGHT: Named = [
  ["specular_fraction", "Reflected at the surface", "share"],
  ["reflected_fraction", "Reflected from within", "share"],
  ["absorbed_fraction", "Absorbed", "share"],
  ["transmitted_fraction", "Transmitted", "share"],
];
const BREAKDOWN: Named = [
  ["probability_spots", "Vacuole in a hot spot, probability", "share"],
  ["probability_between", "Vacuole between them, probability", "share"],
  ["energy_density_spots", "Melanin absorbs in the spots"],
  ["energy_density_between", "Melanin absorbs between them"],
  ["vacuole_diameter", "Vacuole, diameter"],
  ["vacuole_top", "Vacuole begins at"],
  ["vacuole_bottom", "Vacuole ends at"],
  ["area_share", "Area past the threshold", "share"],
  ["local_contrast", "Light in the spots over between"],
  ["melanosome_temperature", "Inside of a melanosome, if none boils"],
];
const FULL_FIELD: Named = [
  ["band_top", "Dead cells on the axis, from"],
  ["band_bottom", "Dead cells on the axis, to"],
  ["epidermal_damage", "Largest damage integral of the epidermis"],
];
const ABLATION: Named = [
  ["removed_depth", "Removed depth"],
  ["coagulated_rim", "Coagulated rim below"],
  ["necrotic_rim", "Necrotic rim below"],
  ["epidermis_removed_fraction", "Epidermis removed, share of area times depth", "share"],
  ["threshold", "Threshold, absorbed"],
  ["times_threshold", "Times the threshold in the middle"],
];
const HEALING: Named = [
  ["closed_days", "Epidermis closed after"],
  ["redness_days", "Redness seen for"],
  ["swelling_days", "Swelling seen for"],
  ["bronzing_days", "Bronzing seen for"],
  ["dryness_days", "Dry, flaking skin until"],
  ["makeup_day", "Make-up from"],
  ["remodelling_half_days", "Half of the remodelling after"],
];

/** Return the figures of a run in groups; a group without figures is left out. */
export function figuresOf(summary: Summary): FigureGroup[] {
  const heated = summary.heat !== null && summary.heat.peak_temperature!.value > 0 && !summary.breakdown;
  return [
    { title: "Breakdown", figures: named(summary.breakdown, BREAKDOWN) },
    { title: "Removal", figures: named(summary.ablation, ABLATION) },
    { title: "Wound", figures: summary.breakdown ? [] : zoneFigures(summary) },
    { title: "On the axis of the field", figures: named(summary.full_field, FULL_FIELD) },
    { title: "Heat", figures: heated ? named(summary.heat, HEAT) : [] },
    { title: "Pattern", figures: named(summary.pattern, patternNames(summary)) },
    { title: "Healing (10 to 90 % of people)", figures: named(summary.healing, HEALING) },
    { title: "Light", figures: named(summary.light, LIGHT) },
  ].filter((group) => group.figures.length > 0);
}

function named(table: Readonly<Record<string, unknown>> | null | undefined, names: Named): Figure[] {
  if (!table) return [];
  return names
    .filter(([name]) => name in table)
    .map(([name, title, style]) => ({ title, quantity: asQuantity(table[name]), ...(style && { style }) }));
}

function asQuantity(value: unknown): Quantity | null {
  return typeof value === "object" && value !== null && "value" in value ? (value as Quantity) : null;
}

function patternNames(summary: Summary): Named {
  if (summary.treatment.handpiece?.placement === "full-field") return FIELDS;
  return summary.breakdown ? PATTERN.slice(0, 2) : PATTERN;
}

function zoneFigures(summary: Summary): Figure[] {
  return ZONES.flatMap((name) => {
    const { depth, width } = summary.zones[name];
    if (depth.value === 0 && depth.high === 0) return [];
    const words = ZONE_WORDS[name].charAt(0).toUpperCase() + ZONE_WORDS[name].slice(1);
    return [
      { title: `${words}, depth`, quantity: depth },
      { title: `${words}, width`, quantity: width },
    ];
  });
}

/** Return one group list for several runs: each title once, with a figure or null of each run. */
export function sideBySide(
  lists: readonly FigureGroup[][],
): { title: string; rows: { title: string; figures: (Figure | null)[] }[] }[] {
  const groups = unique(lists.flat().map((group) => group.title));
  return groups.map((title) => {
    const own = lists.map((list) => list.find((group) => group.title === title)?.figures ?? []);
    const names = unique(own.flat().map((figure) => figure.title));
    return {
      title,
      rows: names.map((name) => ({
        title: name,
        figures: own.map((figures) => figures.find((figure) => figure.title === name) ?? null),
      })),
    };
  });
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
