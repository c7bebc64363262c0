// The colour of skin by melanosomes and blood, as the optics computed it: looked up between nodes, and found backwards
// for a photo. Colours are linear sRGB under daylight (D65) unless they are named otherwise.
import type { Colour, Tone } from "./types";

/** skin-colour.json as it lies in the file. */
export interface ColourFile {
  melanosome_fraction: readonly number[];
  blood_fraction: readonly number[];
  /** By melanosome fraction, then by blood fraction. */
  linear_srgb: readonly (readonly (readonly number[])[])[];
  /** What the surface mirrors: an instrument that counts it in sees this much more, alike in all colours. */
  specular_reflectance?: number;
}

/** The table with its axes; `rgb` by melanosome fraction, blood fraction, colour. */
export interface ColourTable {
  melanosome_fraction: readonly number[];
  blood_fraction: readonly number[];
  rgb: Float32Array;
  specular_reflectance: number;
}

/** Fetch the table from its address. */
export async function load(address: string): Promise<ColourTable> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("The table of skin colours could not be read.");
  return tableOf((await answer.json()) as ColourFile);
}

/** Return the table that a file holds. */
export function tableOf(file: ColourFile): ColourTable {
  const { melanosome_fraction, blood_fraction, linear_srgb, specular_reflectance = 0 } = file;
  return { melanosome_fraction, blood_fraction, rgb: Float32Array.from(linear_srgb.flat(2)), specular_reflectance };
}

/** Return the colour of skin: bilinear between nodes, along the square roots of the fractions; the ends hold beyond. */
export function T(table: ColourTable, melanosomes: number, blood: number): Colour {
  const columns = table.blood_fraction.length;
  const [row, down] = between(table.melanosome_fraction, melanosomes);
  const [column, across] = between(table.blood_fraction, blood);
  const channel = (colour: number) => {
    const node = (i: number, j: number) => table.rgb[3 * ((row + i) * columns + column + j) + colour]!;
    const upper = node(0, 0) + across * (node(0, 1) - node(0, 0));
    const lower = node(1, 0) + across * (node(1, 1) - node(1, 0));
    return upper + down * (lower - upper);
  };
  return [channel(0), channel(1), channel(2)];
}

/** Return the node below a value, and the share of the way to the next one, measured in square roots. */
function between(nodes: readonly number[], value: number): readonly [number, number] {
  const last = nodes.length - 2;
  let at = 0;
  while (at < last && value > nodes[at + 1]!) at++;
  const [from, to] = [Math.sqrt(nodes[at]!), Math.sqrt(nodes[at + 1]!)];
  const share = (Math.sqrt(Math.max(0, value)) - from) / (to - from);
  return [at, Math.min(1, Math.max(0, share))];
}

/** Return how a change of melanosomes and blood changes a colour: a factor for each of red, green and blue. */
export function ratio(table: ColourTable, tone: Tone, melanosomes: number, blood: number): Colour {
  const before = T(table, tone.melanosome_fraction, tone.blood_fraction);
  const after = T(table, tone.melanosome_fraction + melanosomes, tone.blood_fraction + blood);
  return [after[0] / before[0], after[1] / before[1], after[2] / before[2]];
}

// The level of the light in a photo is unknown, so its hue decides; and blood beyond these is no skin at rest.
const LEVEL_WEIGHT = 0.02;
const REST_BLOOD = [0.002, 0.03] as const;
const STEPS = 4; // places looked at from one node to the next
const DARKEST = 0.002;

/** Return the tone whose colour comes closest to skin in a photo: by hue first, by lightness hardly. */
export function fitTone(table: ColourTable, skin: Colour): Tone {
  const bloods = finer(table.blood_fraction).filter((blood) => blood >= REST_BLOOD[0] && blood <= REST_BLOOD[1]);
  let best: Tone = { melanosome_fraction: table.melanosome_fraction[0]!, blood_fraction: bloods[0]! };
  let least = Infinity;
  for (const melanosome_fraction of finer(table.melanosome_fraction)) {
    for (const blood_fraction of bloods) {
      const miss = misfit(skin, T(table, melanosome_fraction, blood_fraction));
      if (miss >= least) continue;
      least = miss;
      best = { melanosome_fraction, blood_fraction };
    }
  }
  return best;
}

function misfit(skin: Colour, known: Colour): number {
  const apart = (colour: 0 | 1 | 2) => Math.log(known[colour] / Math.max(skin[colour], DARKEST));
  const [red, green, blue] = [apart(0), apart(1), apart(2)];
  const level = (red + green + blue) / 3;
  return (red - level) ** 2 + (green - level) ** 2 + (blue - level) ** 2 + LEVEL_WEIGHT * level ** 2;
}

function finer(nodes: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = 0; at + 1 < nodes.length; at++) {
    const [from, to] = [Math.sqrt(nodes[at]!), Math.sqrt(nodes[at + 1]!)];
    for (let step = 0; step < STEPS; step++) found.push((from + (step / STEPS) * (to - from)) ** 2);
  }
  return [...found, nodes.at(-1)!];
}

/** Return L*, a* and b* of skin as an instrument reads them, what the surface mirrors counted in. */
export function skinLab(table: ColourTable, melanosomes: number, blood: number): Colour {
  const [red, green, blue] = T(table, melanosomes, blood);
  const mirrored = table.specular_reflectance;
  return lab([red + mirrored, green + mirrored, blue + mirrored]);
}

const WHITE: Colour = [0.95047, 1, 1.08883]; // of daylight, D65

/** Return L*, a* and b* of a colour. */
export function lab(rgb: Colour): Colour {
  const [red, green, blue] = rgb;
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / WHITE[0]);
  const y = curve((0.2126729 * red + 0.7151522 * green + 0.072175 * blue) / WHITE[1]);
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / WHITE[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function curve(share: number): number {
  return share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116;
}

/** Return the individual typology angle of L*, a*, b* in degrees: above 55 very light, below -30 dark. */
export function ita([lightness, , yellow]: Colour): number {
  return (Math.atan2(lightness - 50, yellow) * 180) / Math.PI;
}

/** Return a colour as the page writes it: "rgb(210 160 140)". */
export function cssColour(rgb: Colour): string {
  return `rgb(${rgb.map((value) => Math.round(255 * encoded(value))).join(" ")})`;
}

function encoded(value: number): number {
  const light = Math.min(1, Math.max(0, value));
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
