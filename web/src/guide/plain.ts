// What a person reads of the claims: kinds of lasers in place of their names, and no setting of a dial.
import type { Claim } from "../api/people";

// Longer names stand before those that they begin with.
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/Fraxel re:store DUAL,? 1927 nm/g, "a fractional laser at 1927 nm"],
  [/Fraxel re:store( \(SR1500\))?/g, "a fractional laser at 1550 nm"],
  [/Fraxel re:pair( \(fractional CO2\))?/g, "a fractional CO2 laser"],
  [/StarLux Lux1540 Fractional, 10 mm tip/g, "a fractional laser at 1540 nm"],
  [/Clear \+ Brilliant Permea 1927/g, "a gentle fractional laser at 1927 nm"],
  [/Smoothbeam( 1450| \(full field\))?/g, "a full-field laser at 1450 nm"],
  [/CoolTouch( 1320| \(full field\))?/g, "a full-field laser at 1320 nm"],
  [/Aramis( 1540, full field)?/g, "a full-field laser at 1540 nm"],
  [/PicoSure( Focus| with the Focus lens array)?/g, "a picosecond laser at 755 nm"],
];
const BRAND = /Fraxel|StarLux|Lux1\d{3}|Brilliant|Smoothbeam|CoolTouch|Aramis|PicoSure|Affirm|\bIcon\b|Genesis/;
const SETTING = /\d[\d.,\s–-]*(mJ|J\/cm|W\b|ms\b|ps\b|per cm|passes)/;
const SENTENCE = /(?<=[.!?])\s+/;

/** Return whether a text names a laser or a setting of its dial. */
export function namesADevice(text: string): boolean {
  return BRAND.test(text) || SETTING.test(text);
}

/** Return a text as a person reads it; a sentence that still names a device or a setting is left out whole. */
export function plainText(text: string): string {
  const replaced = NAMES.reduce((told, [name, words]) => told.replace(name, words), text);
  return replaced
    .split(SENTENCE)
    .filter((one) => !namesADevice(one))
    .map((one) => (replaced === text ? one : one.slice(0, 1).toUpperCase() + one.slice(1)))
    .join(" ");
}

/** Return a claim as a person reads it; null where it speaks of nothing but names. */
export function plainClaim(claim: Claim): Claim | null {
  if (namesADevice(claim.claim)) return null;
  return {
    ...claim,
    basis: plainText(claim.basis),
    outside: plainText(claim.outside),
    command: "",
    parts: claim.parts.map((part) => ({ ...part, words: plainPart(part.words), because: plainText(part.because) })),
    figures: claim.figures.map((figure) => ({ ...figure, words: plainPart(figure.words) })),
  };
}

// Words of a figure are part of a sentence and keep their small letter.
function plainPart(text: string): string {
  return NAMES.reduce((told, [name, words]) => told.replace(name, words), text);
}
