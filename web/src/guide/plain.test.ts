import { describe, expect, it } from "vitest";
import page from "../../../docs/claims.md?raw";
import type { Claim } from "../api/people";
import { namesADevice, plainClaim, plainText } from "./plain";

const CLAIM: Claim = {
  id: "columns",
  claim: "The energy goes into the dermis in many narrow columns.",
  page: "both",
  verdict: "confirmed",
  basis: "Computed: One microbeam of Fraxel re:store kills a column. Reported: Columns close in 2 days.",
  parts: [{ id: "narrow", words: "columns are narrow", verdict: "confirmed", because: "They are." }],
  figures: [
    {
      key: "width_um",
      words: "width of a zone, Fraxel re:store",
      quantity: { value: 180, low: 130, high: 230, unit: "um", kind: "model", sources: [] },
    },
  ],
  sources: [],
  command: "photomend simulate --device fraxel-restore",
  outside: "Holds for fractional lasers.",
};

describe("what a person reads", () => {
  it("has kinds of lasers in place of names", () => {
    expect(plainText("Fraxel re:store removes nothing. So it is.")).toBe(
      "A fractional laser at 1550 nm removes nothing. So it is.",
    );
    expect(plainText("Fraxel re:store DUAL, 1927 nm: coagulation.")).toMatch(/^A fractional laser at 1927 nm/);
  });

  it("loses a sentence with a setting whole", () => {
    expect(plainText("It hurts. At 40 mJ it hurts more. Cold air helps.")).toBe("It hurts. Cold air helps.");
  });

  it("has no command and no device in a claim", () => {
    const plain = plainClaim(CLAIM)!;
    expect(plain.command).toBe("");
    expect(plain.basis).toContain("a fractional laser at 1550 nm");
    expect(plain.figures[0]?.words).toBe("width of a zone, a fractional laser at 1550 nm");
    expect(namesADevice(JSON.stringify(plain))).toBe(false);
  });

  it("has no claim that only lists names", () => {
    expect(plainClaim({ ...CLAIM, claim: "Examples are PicoSure Focus (755 nm)." })).toBeNull();
  });

  it("names no device in any text of the checked claims", () => {
    const body = page.slice(page.indexOf("\n## "), page.indexOf("\n## Sources"));
    const texts = body.split("\n").filter((line) => line && !/^(>|Sources:|photomend|```)/.test(line));
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts)
      expect(plainText(text)).not.toMatch(/Fraxel|StarLux|Smoothbeam|CoolTouch|PicoSure|Aramis/);
    const kept = texts.filter((text) => plainText(text) !== "");
    expect(kept.length).toBeGreaterThan(0.95 * texts.length);
  });
});
