// How far a photo's pixel is from its face's own skin along the table's first axis, free of shade and of blood.
import { type ColourTable, T } from "./colour-table";
import type { Colour, Tone } from "./types";

/** Return the weights that turn d = ln(pixel / skin), by colour, into melanosomes beyond the skin's own. */
export function melanosomeRow(table: ColourTable, tone: Tone): Colour {
  const melanosomes = slope((m) => T(table, m, tone.blood_fraction), tone.melanosome_fraction);
  const blood = slope((b) => T(table, tone.melanosome_fraction, b), tone.blood_fraction);
  return rowOf([1, 1, 1], melanosomes, blood);
}

/** d ln T along one axis, by a central difference. */
function slope(colour: (fraction: number) => Colour, at: number): Colour {
  const half = Math.min(0.05 * at + 0.001, at); // never below nothing
  const [upper, lower] = [colour(at + half), colour(at - half)];
  const along = (channel: 0 | 1 | 2) => Math.log(upper[channel] / lower[channel]) / (2 * half);
  return [along(0), along(1), along(2)];
}

/** The second row of the inverse of a matrix with these columns. */
function rowOf(first: Colour, second: Colour, third: Colour): Colour {
  const normal = cross(third, first);
  const volume = normal[0] * second[0] + normal[1] * second[1] + normal[2] * second[2];
  if (Math.abs(volume) < 1e-12) return [0, 0, 0];
  return [normal[0] / volume, normal[1] / volume, normal[2] / volume];
}

function cross(a: Colour, b: Colour): Colour {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
