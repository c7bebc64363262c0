import { describe, expect, it } from "vitest";
import type { Quantity } from "../api/types";
import { boundWords, figuresPath, iconArray, oftenWords, peopleFor, standOf } from "./icon-array";

function share(value: number, low: number, high: number): Quantity {
  return { value, low, high, unit: "1", kind: "study", sources: ["Graber2008"] };
}

describe("figures of a risk", () => {
  it("are a hundred for what strikes one in a hundred or more", () => {
    expect(iconArray(share(0.04, 0.021, 0.094))).toEqual({ of: 100, low: 2, high: 9 });
  });

  it("are a thousand for what is rarer", () => {
    expect(iconArray(share(0.0073, 0.0035, 0.014))).toEqual({ of: 1000, low: 4, high: 14 });
  });

  it("are none where even a thousand would show nobody", () => {
    expect(iconArray(share(0.0001, 0, 0.0004))).toBeNull();
  });

  it("never lose what can happen at the high end", () => {
    expect(iconArray(share(0.0002, 0, 0.0006))?.high).toBe(1);
  });
});

describe("risks beside each other", () => {
  const [common, rare] = [share(0.02, 0.01, 0.08), share(0.005, 0.001, 0.028)];

  it("are told of as many people, a thousand only where all are rare", () => {
    expect(peopleFor([common, rare])).toBe(100);
    expect(peopleFor([rare])).toBe(1000);
    expect(oftenWords(rare, 100)).toBe("between 0 and 3 of 100, most likely near 1");
  });

  it("say what does not show among so many", () => {
    expect(oftenWords(share(0.0001, 0, 0.001), 100)).toBe("fewer than 1 of 100");
  });
});

describe("words of a risk", () => {
  it("say both ends and the middle", () => {
    expect(oftenWords(share(0.04, 0.021, 0.094))).toBe("between 2 and 9 of 100, most likely near 4");
    expect(oftenWords(share(0.0003, 0, 0.002))).toBe("between 0 and 2 of 1000, most likely fewer than 1");
  });

  it("say one number for a share without a range, and words for the rarest", () => {
    expect(oftenWords(share(0.05, 0.05, 0.05))).toBe("5 of 100");
    expect(oftenWords(share(0.0001, 0, 0.0002))).toBe("fewer than 1 of 1000");
  });

  it("round a bound up, as it is the most that counts allow", () => {
    expect(boundWords(share(0.0017, 0.0017, 0.0017))).toBe("at most 2 of 1000");
    expect(boundWords(share(0.03, 0.03, 0.03))).toBe("at most 3 of 100");
  });
});

describe("the drawing", () => {
  it("has one outline for each figure, and room for all of them", () => {
    for (const array of [iconArray(share(0.2, 0.1, 0.3))!, iconArray(share(0.005, 0.001, 0.01))!]) {
      const { columns, rows } = standOf(array);
      expect(columns * rows).toBe(array.of);
      const outlines = figuresPath(array, 0, array.of).match(/z|h-\.7z/g) ?? [];
      expect(outlines).toHaveLength(array.of);
    }
  });

  it("parts the band from those below it", () => {
    const array = iconArray(share(0.2, 0.1, 0.3))!;
    expect(figuresPath(array, 0, array.low) + figuresPath(array, array.low, array.high)).toBe(
      figuresPath(array, 0, array.high),
    );
  });
});
