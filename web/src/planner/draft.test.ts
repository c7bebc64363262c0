import { describe, expect, it } from "vitest";
import type { Case } from "../api/people";
import { asksTheSame, audienceOf, caseOf, type Draft, draftOf, EMPTY, missing, nameOf } from "./draft";
import { CONDITION_GROUPS } from "./words";

const FILLED: Draft = { ...EMPTY, age: 45, phototype: "III", concern: "acne-scars", conditions: ["hsv-history"] };

describe("a form", () => {
  it("is no case until age, skin and concern are answered", () => {
    expect(missing(EMPTY)).toHaveLength(3);
    expect(caseOf(EMPTY, "person")).toBeNull();
    expect(caseOf({ ...FILLED, phototype: null }, "person")).toBeNull();
    expect(missing(FILLED)).toEqual([]);
  });

  it("makes the case that was stated, and nothing that was not", () => {
    expect(caseOf(FILLED, "person")).toEqual({
      audience: { role: "person" },
      person: { age_years: 45, phototype: "III", ita_deg: null, conditions: ["hsv-history"] },
      goal: { concern: "acne-scars", site: "cheek" },
      cost: null,
      wound: null,
      limits: null,
    });
  });

  it("takes an age of nought and a price of nought as answers", () => {
    const found = caseOf({ ...FILLED, age: 0, price: 0, currency: " " }, "person");
    expect(found?.person.age_years).toBe(0);
    expect(found?.cost).toEqual({ per_session: 0, currency: "USD" });
  });

  it("asks of a researcher what it asks of a clinician", () => {
    expect(audienceOf("researcher")).toBe("clinician");
    expect(audienceOf(null)).toBe("person");
  });
});

describe("a stated wound", () => {
  const stated: Draft = {
    ...FILLED,
    targets: [
      { name: "coverage", value: 20, tolerance: 2 },
      { name: "necrosis_depth_um", value: 400, tolerance: null },
      { name: "collagen_depth_um", value: null, tolerance: null },
    ],
    bounds: [{ name: "bulk_peak_temperature_C", low: null, high: 45 }],
    pigmentBand: "low",
  };

  it("is written in the units of a case file", () => {
    const found = caseOf(stated, "clinician");
    expect(found?.wound).toEqual({ coverage: { value: 0.2, tolerance: 0.02 }, necrosis_depth_um: 400 });
    expect(found?.limits).toEqual({ bulk_peak_temperature_C: { high: 45 }, pigment_risk: "low" });
  });

  it("is left out of a person's case, limits with it", () => {
    const found = caseOf(stated, "person");
    expect(found?.wound).toBeNull();
    expect(found?.limits).toBeNull();
  });

  it("comes back into the form as it was", () => {
    const again = draftOf(caseOf(stated, "clinician")!);
    expect(again).toEqual({ ...stated, targets: stated.targets.slice(0, 2) });
  });

  it("reads a limit of one number as the most, of what is spared as the least", () => {
    const found = { ...caseOf(stated, "clinician")!, limits: { coverage: 0.3, epidermal_sparing: 0.7 } } as Case;
    expect(draftOf(found).bounds).toEqual([
      { name: "coverage", low: null, high: 30 },
      { name: "epidermal_sparing", low: 70, high: null },
    ]);
  });
});

describe("cases", () => {
  it("ask the same whatever the price, and not for another skin or reader", () => {
    const one = caseOf(FILLED, "person")!;
    expect(asksTheSame(one, caseOf({ ...FILLED, price: 300 }, "person")!)).toBe(true);
    expect(asksTheSame(one, caseOf({ ...FILLED, phototype: "IV" }, "person")!)).toBe(false);
    expect(asksTheSame(one, caseOf(FILLED, "clinician")!)).toBe(false);
  });

  it("ask the same whether a server wrote out what was left out or not", () => {
    const { cost: _, wound: __, ...short } = caseOf(FILLED, "person")!;
    expect(asksTheSame(short as Case, caseOf(FILLED, "person")!)).toBe(true);
  });

  it("are named by what is to change and where", () => {
    expect(nameOf(caseOf(FILLED, "person")!)).toBe("Acne scars, cheek");
  });
});

describe("the conditions asked", () => {
  it("are each asked once", () => {
    const asked = CONDITION_GROUPS.flatMap(({ conditions }) => conditions.map(([name]) => name));
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(17);
  });
});
