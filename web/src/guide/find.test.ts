import { describe, expect, it } from "vitest";
import type { Claim } from "../api/people";
import { countByVerdict, find } from "./find";

function claim(id: string, verdict: Claim["verdict"], text: string): Claim {
  return {
    id,
    verdict,
    claim: text,
    page: "both",
    basis: "",
    parts: [],
    figures: [],
    sources: [],
    command: "",
    outside: "",
  };
}

const CLAIMS = [
  claim("makeup-2-days", "confirmed", "Make-up may be worn after two days."),
  claim("cost", "qualified", "It costs 1031 to 1144 dollars."),
  claim("sun", "qualified", "The treated skin stays out of the sun."),
];

describe("finding claims", () => {
  it("finds all words in any order, capitals or not", () => {
    expect(find(CLAIMS, "DAYS make-up", "all").map(({ id }) => id)).toEqual(["makeup-2-days"]);
    expect(find(CLAIMS, "make-up dollars", "all")).toEqual([]);
    expect(find(CLAIMS, "  ", "all")).toHaveLength(3);
  });

  it("keeps to the verdict that is wanted", () => {
    expect(find(CLAIMS, "", "qualified").map(({ id }) => id)).toEqual(["cost", "sun"]);
    expect(find(CLAIMS, "make-up", "qualified")).toEqual([]);
  });

  it("counts verdicts that occur, in order", () => {
    const order = ["confirmed", "qualified", "contradicted"] as const;
    expect(countByVerdict(CLAIMS, order)).toEqual([
      ["confirmed", 1],
      ["qualified", 2],
    ]);
  });
});
