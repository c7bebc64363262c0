// Six tones of skin by the individual typology angle (ITA), and the default head's skin before anything is set.
import { type ColourTable, cssColour, ita, skinLab, T } from "./colour-table";
import type { Concern, Phototype, Tone } from "./types";

export interface ToneClass {
  key: string;
  title: string;
  /** The angle shown for the class, degrees: inside its limits 55, 41, 28, 10 and -30. */
  ita_deg: number;
}

export const TONES: readonly ToneClass[] = [
  { key: "very-light", title: "very light", ita_deg: 60 },
  { key: "light", title: "light", ita_deg: 48 },
  { key: "intermediate", title: "intermediate", ita_deg: 34.5 },
  { key: "tan", title: "tan", ita_deg: 19 },
  { key: "brown", title: "brown", ita_deg: -10 },
  { key: "dark", title: "dark", ita_deg: -45 },
];

export type ToneKey = (typeof TONES)[number]["key"];

const HALVINGS = 40;

/** Return the tone of a class: as many melanosomes as give its angle, at a given blood fraction. */
export function toneOf(table: ColourTable, ita_deg: number, blood_fraction: number): Tone {
  let [low, high] = [table.melanosome_fraction[0]!, table.melanosome_fraction.at(-1)!];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (ita(skinLab(table, middle, blood_fraction)) > ita_deg) low = middle;
    else high = middle;
  }
  return { melanosome_fraction: (low + high) / 2, blood_fraction };
}

/** Return the colour of a tone as the page writes it. */
export function swatch(table: ColourTable, tone: Tone): string {
  return cssColour(T(table, tone.melanosome_fraction, tone.blood_fraction));
}

/** What is set of the default head; null follows the answers. */
export interface HeadChoice {
  tone: ToneKey | null;
  age_years: number | null;
  lines: number | null;
  spots: number | null;
  scars: number | null;
}

export const UNSET: HeadChoice = { tone: null, age_years: null, lines: null, spots: null, scars: null };

/** The default head with everything decided; the tone still by its class. */
export interface HeadSkin {
  tone: ToneClass;
  age_years: number;
  lines: number;
  spots: number;
  scars: number;
}

type Marks = Pick<HeadSkin, "lines" | "spots" | "scars">;

// A head for a first look: a class for each skin type, which says nothing about whose skin it is; half is typical.
const FIRST_TONE: Record<Phototype, number> = { I: 0, II: 1, III: 2, IV: 3, V: 4, VI: 5 };
const FIRST_AGE = 45;
const FIRST_MARKS: Marks = { lines: 0.5, spots: 0.3, scars: 0 };
const MARKS: Partial<Record<Concern, Partial<Marks>>> = {
  "fine-lines": { lines: 0.7 },
  photoageing: { lines: 0.6, spots: 0.6 },
  "acne-scars": { lines: 0.3, scars: 0.8 },
  "surgical-scars": { scars: 0.4 },
  "brown-spots": { spots: 0.7 },
  melasma: { spots: 0.6 },
  laxity: { lines: 0.7 },
};

/** Return the default head's skin: what was set, and for the rest what shows the concern. */
export function headSkin(
  set: HeadChoice,
  age: number | null,
  type: Phototype | null,
  concern: Concern | null,
): HeadSkin {
  const marks = { ...FIRST_MARKS, ...(concern ? MARKS[concern] : {}) };
  const first = TONES[type ? FIRST_TONE[type] : 2]!;
  return {
    tone: TONES.find(({ key }) => key === set.tone) ?? first,
    age_years: set.age_years ?? age ?? FIRST_AGE,
    lines: set.lines ?? marks.lines,
    spots: set.spots ?? marks.spots,
    scars: set.scars ?? marks.scars,
  };
}
