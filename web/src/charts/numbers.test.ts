import { describe, expect, it } from "vitest";
import { dayPlace, dayText, dayTicks, nearest, placeOfLargest, roundSteps, timeUnit, valueAt } from "./numbers";

describe("courses", () => {
  it("are read between their points, and reach on beyond their ends", () => {
    expect(valueAt([0, 10, 20], [0, 100, 0], 5)).toBeCloseTo(50);
    expect(valueAt([0, 10, 20], [0, 100, 0], 10)).toBe(100);
    expect(valueAt([0, 10], [3, 4], 99)).toBe(4);
    expect(valueAt([0, 10], [3, 4], -1)).toBe(3);
  });

  it("know their largest and nearest entries", () => {
    expect(placeOfLargest([1, 7, 7, 2])).toBe(1);
    expect(nearest([0, 1, 4], 3)).toBe(2);
  });
});

describe("steps of a table", () => {
  it("are round, and neither few nor many", () => {
    expect(roundSteps(460, 10)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450]);
    expect(roundSteps(8, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(roundSteps(1.597, 8)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4]);
    expect(roundSteps(0, 5)).toEqual([0]);
  });
});

describe("unit of time", () => {
  it.each([
    [480, "min"],
    [60, "s"],
    [1.6, "s"],
    [0.3, "ms"],
  ])("%d s are shown in %s", (seconds, name) => {
    expect(timeUnit(seconds).name).toBe(name);
  });
});

describe("axis of days", () => {
  it("gives the first fortnight a third or more, and the year the rest", () => {
    expect(dayPlace(14, 365)).toBeGreaterThan(0.33);
    expect(dayPlace(14, 365)).toBeLessThan(0.6);
    expect(dayPlace(365, 365)).toBe(1);
  });

  it("writes no two days that touch, and both ends of the range where there is room", () => {
    for (const pixels of [150, 200, 280, 500]) {
      const ticks = dayTicks(365, pixels);
      ticks.slice(1).forEach((tick, at) => {
        const before = ticks[at]!;
        const apart = pixels * (dayPlace(tick.day, 365) - dayPlace(before.day, 365));
        expect(apart).toBeGreaterThan(3.1 * (tick.text.length + before.text.length));
      });
      expect(ticks[0]!.day).toBe(0);
    }
    expect(dayTicks(365, 500).map(({ text }) => text)).toContain("3 mo");
    expect(dayTicks(365, 500).at(-1)!.text).toBe("1 yr");
    expect(dayTicks(14, 500).at(-1)!.day).toBe(14);
  });

  it("says days as people do", () => {
    expect([0.25, 3, 28, 91, 365].map(dayText)).toEqual(["day 0.3", "day 3", "week 4", "month 3", "1 year"]);
  });
});
