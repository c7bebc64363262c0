import { describe, expect, it } from "vitest";
import { partsOf } from "./reason-parts";

const VIEWS = [
  { who: "task force, 2017", text: "Too little evidence.", sources: ["ASDS2017"] },
  { who: "the medicine's label", text: "Six months.", sources: ["ASDS2017"] },
];

describe("a reason on which authorities differ", () => {
  it("has its head apart from its views", () => {
    const text = "Authorities differ. Task force, 2017: Too little evidence. The medicine's label: Six months.";
    expect(partsOf({ text, views: VIEWS })).toEqual({ head: "Authorities differ.", views: VIEWS });
  });

  it("stays whole where there are no views, or where they do not stand in it", () => {
    expect(partsOf({ text: "Treatment waits.", views: [] })).toEqual({ head: "Treatment waits.", views: [] });
    expect(partsOf({ text: "Treatment waits.", views: VIEWS }).head).toBe("Treatment waits.");
  });
});
