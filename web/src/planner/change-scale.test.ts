import { describe, expect, it } from "vitest";
import type { Change, Option } from "../api/people";
import type { Quantity } from "../api/types";
import { afterCourse, placeOf, scaleOf, toldSteps } from "./change-scale";

function share(low: number, value: number, high: number): Quantity {
  return { value, low, high, unit: "1", kind: "study", sources: [] };
}

function course(...measured: Quantity[]): Change {
  const steps = measured.map((one, session) => ({
    session,
    measured: one,
    photo_graded: null,
    no_visible_change: null,
  }));
  return { steps } as unknown as Change;
}

const NOTHING = share(0, 0, 0);

describe("the steps that are told", () => {
  it("are the first session and the last, never the day before", () => {
    const steps = toldSteps(course(NOTHING, share(0, 0.1, 0.2), share(0.1, 0.2, 0.3), share(0.1, 0.3, 0.4)));
    expect(steps.map(({ session }) => session)).toEqual([1, 3]);
    expect(toldSteps(course(NOTHING, share(0, 0.1, 0.2)))).toHaveLength(1);
  });

  it("end the course with its last", () => {
    expect(afterCourse(course(NOTHING, share(0, 0.1, 0.2))).measured?.value).toBe(0.1);
  });
});

describe("the scale", () => {
  const option = (change: Change | null) => ({ expected_change: change }) as Option;

  it("goes from none to all where nothing gets worse", () => {
    expect(scaleOf([option(course(share(0.05, 0.1, 0.2))), option(null)])).toEqual({ low: 0, high: 1 });
  });

  it("makes room for what gets worse", () => {
    expect(scaleOf([option(course(share(-0.3, -0.1, 0.2)))])).toEqual({ low: -0.5, high: 1 });
  });

  it("places shares along it and keeps them inside", () => {
    const scale = { low: -0.5, high: 1 };
    expect([-0.5, 0, 1, 2].map((one) => Math.round(placeOf(one, scale)))).toEqual([0, 33, 100, 100]);
  });
});
