import { describe, expect, it } from "vitest";
import { isPlan } from "./stored";

const OPTION = { title: "A laser", risks: [], reasons: [], against: [], outside_reasons: [] };
const PLAN = {
  case: { person: { phototype: "III" }, goal: { concern: "acne-scars" }, audience: { role: "person" } },
  screening: { verdict: "none" },
  options: [OPTION],
  comparison: [],
  questions: [],
  sources: [],
};

describe("a plan that was kept", () => {
  it("is shown where it has what the page needs", () => {
    expect(isPlan(PLAN)).toBe(true);
  });

  it("is known as outgrown where a part is missing or of another kind", () => {
    const { questions: _, ...without } = PLAN;
    expect(isPlan(without)).toBe(false);
    expect(isPlan({ ...PLAN, screening: "none" })).toBe(false);
    expect(isPlan({ ...PLAN, options: [{ ...OPTION, against: undefined }] })).toBe(false);
    expect(isPlan({ ...PLAN, case: { ...PLAN.case, audience: null } })).toBe(false);
    expect([null, "plan", []].map(isPlan)).toEqual([false, false, false]);
  });
});
