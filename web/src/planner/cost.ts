// What a course costs: price of a session times sessions, with its range; the price is published, or the reader's own.
import type { CostEstimate } from "../api/people";
import type { Quantity } from "../api/types";

export interface Range {
  value: number;
  low: number;
  high: number;
}

export interface OwnFigures {
  /** Own price of a session; null: the published one. */
  price: number | null;
  currency: string;
  /** Own number of sessions; null: those of the studies. */
  sessions: number | null;
}

export interface CourseCost {
  perSession: Range;
  sessions: Range;
  course: Range;
  currency: string;
  /** Whether the price is the reader's own. */
  own: boolean;
}

/** Return the price of the fewest sessions at the lowest price to the most at the highest; null without sessions. */
export function courseCost(cost: CostEstimate, sessions: Quantity | null, own: OwnFigures): CourseCost | null {
  const number = own.sessions === null ? sessions : exactly(own.sessions);
  if (!number) return null;
  const isOwn = own.price !== null || cost.per_session.sources.includes("user");
  const price = own.price === null ? cost.per_session : exactly(own.price);
  return {
    perSession: rangeOf(price),
    sessions: rangeOf(number),
    course: {
      value: price.value * number.value,
      low: price.low * number.low,
      high: price.high * number.high,
    },
    currency: own.price === null ? cost.per_session.unit : own.currency,
    own: isOwn,
  };
}

function exactly(value: number): Range {
  return { value, low: value, high: value };
}

function rangeOf({ value, low, high }: Range): Range {
  return { value, low, high };
}

const GROUP = "\u202f"; // narrow, and does not break

/** Return an amount in whole units with its currency: "3 093 USD". */
export function moneyText(amount: number, currency: string): string {
  return `${wholeText(amount)} ${currency}`.trim();
}

/** Return an amount with its range: "3 262 USD (2 400 to 10 000)". */
export function moneyRangeText(range: Range, currency: string): string {
  const middle = moneyText(range.value, currency);
  return range.low === range.high ? middle : `${middle} (${wholeText(range.low)} to ${wholeText(range.high)})`;
}

function wholeText(amount: number): string {
  return String(Math.round(amount)).replace(/\B(?=(\d{3})+$)/g, GROUP);
}
