// The recovery calendar: of each day, how many people still show a sign, or are closed, or wear make-up.
// A figure's low, middle and high are the days by which one, five and nine of ten people are through.
import type { HealingFigures } from "../api/people";
import type { Quantity } from "../api/types";

/** How many of people: at most one of ten, fewer than half, at least half, at least nine of ten. */
export type Level = 0 | 1 | 2 | 3;

export const LEVELS: readonly string[] = [
  "hardly anyone, at most 1 of 10",
  "fewer than half of people",
  "at least half of people",
  "nearly everyone, at least 9 of 10",
];

/** A column of the calendar: one day, a week or a month, told by its first day. */
export interface Span {
  title: string;
  short: string;
  from: number;
}

export interface CalendarRow {
  key: string;
  title: string;
  /** Whether the row tells a sign that goes, or a step that is reached. */
  sort: "sign" | "step";
  cells: readonly Level[];
}

export interface Calendar {
  spans: readonly Span[];
  rows: readonly CalendarRow[];
}

const LAST_DAY = 14;
const WEEKS: readonly Span[] = [
  { title: "week 3", short: "wk 3", from: 15 },
  { title: "week 4", short: "wk 4", from: 22 },
];
const MONTHS: readonly Span[] = [
  { title: "month 2", short: "mo 2", from: 29 },
  { title: "month 3", short: "mo 3", from: 60 },
  { title: "month 4", short: "mo 4", from: 91 },
  { title: "month 5 and later", short: "mo 5+", from: 121 },
];

/** Return how many still show what is over by `days`, at the beginning of a day. */
export function stillShows(days: Quantity, at: number): Level {
  if (days.low > at) return 3;
  if (days.value > at) return 2;
  return days.high > at ? 1 : 0;
}

/** Return how many have reached what is reached by `days`, at the beginning of a day. */
export function hasReached(days: Quantity, at: number): Level {
  if (days.high <= at) return 3;
  if (days.value <= at) return 2;
  return days.low <= at ? 1 : 0;
}

/** Return how many are inside a time that begins by one figure and ends by another. */
export function isBetween(begins: Quantity, ends: Quantity, at: number): Level {
  return Math.min(hasReached(begins, at), stillShows(ends, at)) as Level;
}

/** Return the columns: days 0 to 14, two weeks, and as many months as something still shows in. */
export function spansUntil(day: number): readonly Span[] {
  const days = Array.from({ length: LAST_DAY + 1 }, (_, from) => ({ title: `day ${from}`, short: `${from}`, from }));
  return [...days, ...WEEKS, ...MONTHS.filter((month) => month.from < day)];
}

/** Return the calendar of a session's healing. */
export function calendarOf(figures: HealingFigures): Calendar {
  const signs: readonly (readonly [string, string, Quantity])[] = [
    ["redness", "red", figures.redness_days],
    ["swelling", "swollen", figures.swelling_days],
    ["bronzing", "bronzed", figures.bronzing_days],
    ["dryness", "dry, flaking", figures.dryness_days],
  ];
  const steps: readonly (readonly [string, string, Quantity])[] = [
    ["closed", "outer skin closed", figures.closed_days],
    ["makeup", "make-up, by the model", figures.makeup_day],
  ];
  const spans = spansUntil(Math.max(...[...signs, ...steps].map(([, , days]) => days.high)));
  const rows: CalendarRow[] = signs.map(([key, title, days]) => ({
    key,
    title,
    sort: "sign",
    cells: spans.map(({ from }) => stillShows(days, from)),
  }));
  const { debris_from_day: begins, debris_to_day: ends } = figures;
  if (begins && ends) {
    rows.push({
      key: "shedding",
      title: "shedding dead cells",
      sort: "sign",
      cells: spans.map(({ from }) => isBetween(begins, ends, from)),
    });
  }
  for (const [key, title, days] of steps) {
    rows.push({ key, title, sort: "step", cells: spans.map(({ from }) => hasReached(days, from)) });
  }
  return { spans, rows };
}
