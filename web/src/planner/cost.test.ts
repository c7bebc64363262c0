import { describe, expect, it } from "vitest";
import type { CostEstimate } from "../api/people";
import type { Quantity } from "../api/types";
import { courseCost, moneyRangeText, moneyText } from "./cost";

const SESSIONS: Quantity = { value: 3, low: 3, high: 6, unit: "1", kind: "study", sources: ["Alster2007"] };
const PUBLISHED: CostEstimate = {
  per_session: { value: 1100, low: 800, high: 2500, unit: "USD", kind: "study", sources: ["AEDIT2021"] },
  course: null,
  country: "United States",
  date: "2021-07-27",
  note: "",
};
const NOTHING_OWN = { price: null, currency: "EUR", sessions: null };

describe("the cost of a course", () => {
  it("goes from the fewest sessions at the lowest price to the most at the highest", () => {
    const found = courseCost(PUBLISHED, SESSIONS, NOTHING_OWN);
    expect(found?.course).toEqual({ value: 3300, low: 2400, high: 15000 });
    expect(found?.currency).toBe("USD");
    expect(found?.own).toBe(false);
  });

  it("takes one's own price and currency, and keeps the range of sessions", () => {
    const found = courseCost(PUBLISHED, SESSIONS, { price: 400, currency: "EUR", sessions: null });
    expect(found).toMatchObject({ course: { value: 1200, low: 1200, high: 2400 }, currency: "EUR", own: true });
  });

  it("is one number where price and sessions are one's own", () => {
    const found = courseCost(PUBLISHED, SESSIONS, { price: 400, currency: "EUR", sessions: 4 });
    expect(found?.course).toEqual({ value: 1600, low: 1600, high: 1600 });
  });

  it("is not told where no number of sessions is known", () => {
    expect(courseCost(PUBLISHED, null, NOTHING_OWN)).toBeNull();
    expect(courseCost(PUBLISHED, null, { ...NOTHING_OWN, sessions: 2 })?.course.value).toBe(2200);
  });

  it("takes a free session for free", () => {
    expect(courseCost(PUBLISHED, SESSIONS, { ...NOTHING_OWN, price: 0 })?.course.high).toBe(0);
  });
});

describe("money as text", () => {
  it("has whole units in groups of three", () => {
    expect(moneyText(1234567.4, "USD")).toBe("1\u202f234\u202f567 USD");
    expect(moneyText(999, "EUR")).toBe("999 EUR");
  });

  it("has its range only where there is one", () => {
    expect(moneyRangeText({ value: 3300, low: 2400, high: 15000 }, "USD")).toBe(
      "3\u202f300 USD (2\u202f400 to 15\u202f000)",
    );
    expect(moneyRangeText({ value: 500, low: 500, high: 500 }, "EUR")).toBe("500 EUR");
  });
});
