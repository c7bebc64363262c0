// A try-on, a table of colours and a face made by hand, for the tests: small, with figures that can be checked by eye.
import { type ColourTable, tableOf } from "./colour-table";
import { CHANNELS, type Channel, type Face, type Fact, type Frame, type Quantity, REGIONS, type TryOn } from "./types";

const FRAMES: readonly Frame[] = [
  { key: "before", title: "Before", day: -1, session: 0, phase: "before" },
  { key: "s1d0", title: "Just after", day: 0, session: 1, phase: "days" },
  { key: "s1d1", title: "Day 1", day: 1, session: 1, phase: "days" },
  { key: "s1d3", title: "Day 3", day: 3, session: 1, phase: "days" },
  { key: "s1d7", title: "Day 7", day: 7, session: 1, phase: "days" },
  { key: "s1d14", title: "Day 14", day: 14, session: 1, phase: "days" },
  { key: "s1d27", title: "The day before session 2", day: 27, session: 1, phase: "weeks" },
  { key: "s2d0", title: "Session 2, just after", day: 28, session: 2, phase: "course" },
  { key: "s2d3", title: "Session 2, day 3", day: 31, session: 2, phase: "course" },
  { key: "after1m", title: "1 month after the last session", day: 58, session: 2, phase: "after" },
  { key: "after6m", title: "6 months after the last session", day: 210, session: 2, phase: "after" },
];

// Of the cheek, typical: one figure for each frame. Low is half of it, high double.
const CHEEK: Readonly<Record<Channel, readonly number[]>> = {
  redness: [0, 0.02, 0.016, 0.008, 0.002, 0, 0, 0.02, 0.008, 0, 0],
  bronzing: [0, 0, 0.01, 0.02, 0.008, 0, 0, 0, 0.02, 0, 0],
  swelling: [0, 0.4, 0.3, 0.1, 0, 0, 0, 0.4, 0.1, 0, 0],
  shedding: [0, 0, 0.1, 0.5, 0.3, 0, 0, 0, 0.5, 0, 0],
  lines: [0, 0, 0, 0, 0, 0.01, 0.04, 0.04, 0.04, 0.08, 0.12],
  scars: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  spots: [0, 0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2],
  darkening: [0, 0, 0, 0, 0, 0.02, 0.02, 0.02, 0.02, 0.01, 0],
};
const BANDED = [0.5, 1, 2] as const;
const CHEEK_AT = REGIONS.indexOf("cheek");

function quantity(value: number, low: number, high: number, unit = "1"): Quantity {
  return { value, low, high, unit, kind: "study", sources: ["Known2001"] };
}

function fact(title: string, unknown: string | null = null): Fact {
  return { title, kind: "model", sources: ["Known2001"], caption: `${title} as modelled.`, unknown };
}

/** A course of two sessions; other regions have half of what the cheek has. */
export const TRY_ON: TryOn = {
  title: "Fractional, 1550 nm",
  concern: "fine-lines",
  family: "fractional-1550",
  sessions: 2,
  interval_weeks: 4,
  phototype: "III",
  age_years: 45,
  role: "person",
  version: "0",
  regions: [...REGIONS],
  channels: [...CHANNELS],
  bands: ["low", "typical", "high"],
  frames: FRAMES,
  values: FRAMES.map((_, frame) =>
    REGIONS.map((_, region) =>
      CHANNELS.map((channel) =>
        BANDED.map((factor) => (region === CHEEK_AT ? 1 : 0.5) * factor * CHEEK[channel][frame]!),
      ),
    ),
  ),
  facts: {
    redness: fact("Redness"),
    bronzing: fact("Bronzing"),
    swelling: fact("Swelling"),
    shedding: fact("Flaking"),
    lines: fact("Fine lines"),
    scars: fact("Scars", "No instrument has measured what this does to scars."),
    spots: fact("Brown spots"),
    darkening: fact("Darkening"),
  },
  unchanged: { after_one_session: quantity(0.31, 0.2, 0.4), after_course: quantity(0.03, 0.01, 0.08) },
  darkening: { probability: quantity(0.08, 0.02, 0.15), statement: "It fades over months." },
  base: { melanosome_fraction: 0.04, blood_fraction: 0.01 },
  zones: {
    width_um: 150,
    depth_um: 800,
    density_per_pass_per_cm2: null,
    passes: null,
    side_um: 5000,
    positions: Array.from({ length: 25 }, (_, at) => [500 + 1000 * (at % 5), 500 + 1000 * Math.floor(at / 5), 0]),
    closed_days: quantity(1, 0.5, 2, "day"),
    debris_from_day: quantity(3, 2, 4, "day"),
    debris_to_day: quantity(7, 5, 10, "day"),
  },
  recovery: {
    redness_days: quantity(3, 2, 6, "day"),
    swelling_days: quantity(2, 1, 3, "day"),
    makeup_day: quantity(1, 1, 2, "day"),
  },
  statement: "A simulation from a model.",
  outside_tested_range: false,
  why: [],
  notes: ["Photographs are graded more kindly than instruments measure."],
  sources: { Known2001: "Known 2001, A study" },
};

const MELANOSOMES = [0, 0.04, 0.16, 0.36];
const BLOODS = [0, 0.01, 0.04, 0.09];

/** Colours that fall off with both fractions as absorbers do: the red of melanin, the green of blood. */
export const TABLE: ColourTable = tableOf({
  melanosome_fraction: MELANOSOMES,
  blood_fraction: BLOODS,
  linear_srgb: MELANOSOMES.map((m) =>
    BLOODS.map((b) => [
      0.62 * Math.exp(-4 * m - 2 * b),
      0.5 * Math.exp(-7 * m - 14 * b),
      0.42 * Math.exp(-11 * m - 9 * b),
    ]),
  ),
  specular_reflectance: 0.04,
});

/** A face that was found in a photo too coarse for fine lines. */
export const FACE: Face = {
  width: 640,
  height: 480,
  landmarks: [],
  presence: 5,
  turned: { yaw_deg: 0, pitch_deg: 0, roll_deg: 0 },
  mm_per_px: 0.8,
  skin: { linear_srgb: [0.4, 0.25, 0.18], gate: { shade: [-1, -0.5], chroma: [0.3, 0.5] } },
  resolves: { lines: false, spots: true, scars: true },
  sentences: ["The photo is too small to show fine lines."],
};
