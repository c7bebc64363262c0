import { describe, expect, it } from "vitest";
import type { HealingFigures } from "../api/people";
import type { Quantity } from "../api/types";
import { calendarOf, hasReached, isBetween, spansUntil, stillShows } from "./calendar";

function days(low: number, value: number, high: number): Quantity {
  return { value, low, high, unit: "day", kind: "model", sources: [] };
}

const HEALING: HealingFigures = {
  closed_days: days(0.9, 1.4, 2.1),
  debris_from_day: days(2, 3, 4),
  debris_to_day: days(6, 7, 12),
  redness_days: days(1, 2.5, 6),
  swelling_days: days(0.5, 1.5, 3),
  bronzing_days: days(0, 0, 8),
  dryness_days: days(3, 5, 8),
  remodelling_half_days: null,
  makeup_day: days(1, 2, 3),
  notes: [],
};

function row(key: string, figures = HEALING) {
  return calendarOf(figures).rows.find((one) => one.key === key);
}

describe("levels over people", () => {
  it("fall as a sign goes: nine of ten, half, one of ten", () => {
    const redness = days(1, 2.5, 6);
    expect([0, 1, 2, 3, 5, 6].map((at) => stillShows(redness, at))).toEqual([3, 2, 2, 1, 1, 0]);
  });

  it("rise as a step is reached", () => {
    expect([0, 1, 2, 3].map((at) => hasReached(days(1, 2, 3), at))).toEqual([0, 1, 2, 3]);
  });

  it("say nothing of a sign that never was, and everything of skin that was never open", () => {
    expect(stillShows(days(0, 0, 0), 0)).toBe(0);
    expect(hasReached(days(0, 0, 0), 0)).toBe(3);
  });

  it("hold a time between two figures to the lesser of both", () => {
    expect([0, 2, 4, 6, 7, 12].map((at) => isBetween(days(2, 3, 4), days(6, 7, 12), at))).toEqual([0, 1, 3, 2, 1, 0]);
  });
});

describe("the calendar", () => {
  it("has days 0 to 14 and two weeks, and months only where something lasts", () => {
    expect(spansUntil(10).map(({ short }) => short)).toEqual([
      ...Array.from({ length: 15 }, (_, day) => String(day)),
      "wk 3",
      "wk 4",
    ]);
    expect(spansUntil(61).at(-1)?.title).toBe("month 3");
  });

  it("has a cell for each column of each row", () => {
    const { spans, rows } = calendarOf(HEALING);
    expect(rows.map(({ key }) => key)).toEqual([
      "redness",
      "swelling",
      "bronzing",
      "dryness",
      "shedding",
      "closed",
      "makeup",
    ]);
    for (const { cells } of rows) expect(cells).toHaveLength(spans.length);
  });

  it("shows a sign that few have as one that few have", () => {
    expect(row("bronzing")?.cells.slice(0, 9)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0]);
  });

  it("leaves out shedding where it is not known", () => {
    expect(row("shedding", { ...HEALING, debris_to_day: null })).toBeUndefined();
  });
});
