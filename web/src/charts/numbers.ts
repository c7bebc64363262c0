// Reading courses of numbers, and choosing where axes and tables have their marks.

export type Column = ArrayLike<number>;

/** Return the value of a course at a place between its points; its ends reach on. */
export function valueAt(xs: Column, ys: Column, x: number): number {
  if (xs.length === 0) return Number.NaN;
  let after = 0;
  while (after < xs.length && xs[after]! < x) after++;
  if (after === 0) return ys[0]!;
  if (after === xs.length) return ys[xs.length - 1]!;
  const [x0, x1, y0, y1] = [xs[after - 1]!, xs[after]!, ys[after - 1]!, ys[after]!];
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** Return the largest number, 0 for none. */
export function largest(column: Column): number {
  return Array.from(column).reduce((most, value) => Math.max(most, value), 0);
}

/** Return where the largest number is. */
export function placeOfLargest(column: Column): number {
  return Array.from(column).reduce((best, value, at) => (value > column[best]! ? at : best), 0);
}

/** Return the number of the entry nearest to a value. */
export function nearest(column: Column, wanted: number): number {
  return Array.from(column).reduce(
    (best, value, at) => (Math.abs(value - wanted) < Math.abs(column[best]! - wanted) ? at : best),
    0,
  );
}

/** Return about `count` evenly spaced round numbers from 0 (or `from`) to `end`, for the rows of a table. */
export function roundSteps(end: number, count: number, from = 0): number[] {
  const wanted = (end - from) / count;
  if (!(wanted > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 2.5, 5, 10].map((head) => head * power).find((length) => length >= wanted - 1e-9 * power)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(end / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(9)));
}

export interface TimeUnit {
  name: string;
  /** Seconds in one. */
  seconds: number;
}

const MINUTE_FROM_S = 180;
const MILLISECOND_BELOW_S = 0.5;

/** Return the unit in which a length of time reads best. */
export function timeUnit(longest_s: number): TimeUnit {
  if (longest_s > MINUTE_FROM_S) return { name: "min", seconds: 60 };
  return longest_s < MILLISECOND_BELOW_S ? { name: "ms", seconds: 1e-3 } : { name: "s", seconds: 1 };
}

export interface DayTick {
  day: number;
  text: string;
}

const DAYS: readonly DayTick[] = [
  { day: 0, text: "0" },
  { day: 1, text: "1" },
  { day: 3, text: "3" },
  { day: 7, text: "7" },
  { day: 14, text: "14" },
  { day: 28, text: "4 wk" },
  { day: 91, text: "3 mo" },
  { day: 182, text: "6 mo" },
  { day: 365, text: "1 yr" },
];
/** Days up to which the axis of days runs evenly, nearly; beyond, equal ratios are equal lengths. */
export const EVEN_DAYS = 1.5;
const LETTER = 6.8; // pixels
const BETWEEN = 7;

/** Return the share of the axis at which a day stands. */
export function dayPlace(day: number, last: number): number {
  return Math.log1p(day / EVEN_DAYS) / Math.log1p(last / EVEN_DAYS);
}

/** Return the days that are written under an axis of so many pixels, without two that touch. */
export function dayTicks(last: number, pixels: number): DayTick[] {
  const shown: DayTick[] = [];
  let free = Number.NEGATIVE_INFINITY;
  const half = (tick: DayTick) => 0.5 * LETTER * tick.text.length;
  for (const tick of DAYS.filter(({ day }) => day <= last)) {
    const middle = pixels * dayPlace(tick.day, last);
    if (middle - half(tick) < free) continue;
    shown.push(tick);
    free = middle + half(tick) + BETWEEN;
  }
  return shown;
}

/** Return a day as a reader says it. */
export function dayText(day: number): string {
  if (day < 21) return `day ${Number(day.toFixed(1))}`;
  if (day < 60) return `week ${Math.round(day / 7)}`;
  return day < 365 ? `month ${Math.round(day / 30.4)}` : "1 year";
}
