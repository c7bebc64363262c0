// A risk as figures of people: how many of 100, or of 1000 where it is rare, with the words that go with them.
import type { Quantity } from "../api/types";

export interface IconArray {
  /** How many figures are drawn. */
  of: 100 | 1000;
  /** How many are struck at the low end, and at the high end; between them lies the lighter band. */
  low: number;
  high: number;
}

const COMMON = 0.01;
const SEEN = 0.5; // of one figure in a thousand: what rounds to none is left to words

/** How many people a risk is told of: what is compared is told of as many. */
export type Scale = IconArray["of"];

/** Return of how many people probabilities are told that stand beside each other: 1000 where all are rare. */
export function peopleFor(probabilities: readonly Quantity[]): Scale {
  return probabilities.some(({ value }) => value >= COMMON) ? 100 : 1000;
}

/** Return the figures of a probability (a share of 1); null where it is too rare to be drawn. */
export function iconArray(probability: Quantity, of: Scale = peopleFor([probability])): IconArray | null {
  if (of * probability.high < SEEN) return null;
  return { of, low: Math.round(of * probability.low), high: Math.max(1, Math.round(of * probability.high)) };
}

/** Return how often in words: "between 2 and 9 of 100, most likely near 4". */
export function oftenWords(probability: Quantity, of: Scale = peopleFor([probability])): string {
  const drawn = iconArray(probability, of);
  if (!drawn) return `fewer than 1 of ${of}`;
  const { low, high } = drawn;
  const near = Math.round(of * probability.value);
  const typical = near === 0 ? "most likely fewer than 1" : `most likely near ${near}`;
  return low === high ? `${high} of ${of}` : `between ${low} and ${high} of ${of}, ${typical}`;
}

/** Return the most that counts allow, in words, where nothing else is known: "at most 2 of 1000". */
export function boundWords(bound: Quantity): string {
  const of = peopleFor([bound]);
  return `at most ${Math.max(1, Math.ceil(of * bound.value - 1e-9))} of ${of}`;
}

/** How figures stand: in rows, from the left, from the top. */
export interface Stand {
  columns: number;
  rows: number;
}

/** Return in how many columns and rows figures stand. */
export function standOf(array: IconArray): Stand {
  return array.of === 100 ? { columns: 10, rows: 10 } : { columns: 40, rows: 25 };
}

/** Return the outline of the figures number `from` up to `to`, in cells of one unit, as the path of an SVG. */
export function figuresPath(array: IconArray, from: number, to: number): string {
  const { columns } = standOf(array);
  const draw = array.of === 100 ? person : square;
  return Array.from({ length: Math.max(0, to - from) }, (_, step) => {
    const place = from + step;
    return draw(place % columns, Math.floor(place / columns));
  }).join("");
}

function person(x: number, y: number): string {
  const head = `M${x + 0.36} ${y + 0.22}a.14 .14 0 1 0 .28 0a.14 .14 0 1 0-.28 0`;
  return `${head}M${x + 0.24} ${y + 0.92}v-.3a.2 .2 0 0 1 .2-.2h.12a.2 .2 0 0 1 .2 .2v.3z`;
}

function square(x: number, y: number): string {
  return `M${x + 0.15} ${y + 0.15}h.7v.7h-.7z`;
}
