import { describe, expect, it } from "vitest";
import { cssColour, fitTone, ita, lab, ratio, skinLab, T } from "./colour-table";
import { TABLE } from "./example";
import { headSkin, TONES, toneOf, UNSET } from "./tones";

describe("the table of skin colours", () => {
  it("gives its nodes, and the middle between them along the square roots", () => {
    expect(T(TABLE, 0.04, 0.01)[0]).toBeCloseTo(0.62 * Math.exp(-0.18), 6);
    const [from, to] = [T(TABLE, 0.04, 0.01), T(TABLE, 0.16, 0.01)];
    const middle = T(TABLE, 0.3 ** 2, 0.01); // halfway from the root 0.2 to the root 0.4
    for (const at of [0, 1, 2] as const) expect(middle[at]).toBeCloseTo((from[at] + to[at]) / 2, 6);
  });

  it("holds its ends beyond them", () => {
    expect(T(TABLE, 2, 1)).toEqual(T(TABLE, 0.36, 0.09));
    expect(T(TABLE, 0, -1)).toEqual(T(TABLE, 0, 0));
  });

  it("changes nothing where nothing is added, and takes green away with blood", () => {
    const tone = { melanosome_fraction: 0.04, blood_fraction: 0.01 };
    expect(ratio(TABLE, tone, 0, 0)).toEqual([1, 1, 1]);
    const [red, green] = ratio(TABLE, tone, 0, 0.03);
    expect(green).toBeLessThan(red);
    expect(red).toBeLessThan(1);
  });

  it("finds a tone back from its colour, whatever the level of the light", () => {
    for (const light of [1, 1.15]) {
      const [red, green, blue] = T(TABLE, 0.09, 0.0225).map((value) => light * value) as [number, number, number];
      const found = fitTone(TABLE, [red, green, blue]);
      expect(found.melanosome_fraction).toBeCloseTo(0.09, 1);
      expect(Math.abs(found.blood_fraction - 0.0225)).toBeLessThan(0.006);
    }
  });
});

describe("colours", () => {
  it("are measured as by an instrument under daylight", () => {
    const [light, a, b] = lab([1, 1, 1]);
    expect(light).toBeCloseTo(100, 4);
    expect(Math.hypot(a, b)).toBeLessThan(0.02);
    expect(lab([0.2126729, 0, 0])[1]).toBeGreaterThan(30);
    expect(ita([60, 10, 10])).toBeCloseTo(45, 9);
  });

  it("are written for the page", () => {
    expect(cssColour([1, 0, 0.2159])).toBe("rgb(255 0 128)");
    expect(cssColour([2, -1, 0])).toBe("rgb(255 0 0)");
  });
});

describe("tones", () => {
  it("have the angle of their class, darker from one to the next", () => {
    const shown = TONES.map(({ ita_deg }) => toneOf(TABLE, ita_deg, 0.01));
    for (const [at, tone] of shown.entries()) {
      const angle = ita(skinLab(TABLE, tone.melanosome_fraction, tone.blood_fraction));
      const reachable = tone.melanosome_fraction > 1e-6 && tone.melanosome_fraction < 0.36 - 1e-6;
      if (reachable) expect(angle).toBeCloseTo(TONES[at]!.ita_deg, 3);
      if (at > 0) expect(tone.melanosome_fraction).toBeGreaterThan(shown[at - 1]!.melanosome_fraction - 1e-9);
    }
  });

  it("of the default head follow the answers until they are set", () => {
    const first = headSkin(UNSET, 61, "V", "acne-scars");
    expect([first.age_years, first.tone.key]).toEqual([61, "brown"]);
    expect(first.scars).toBeGreaterThan(headSkin(UNSET, 61, "V", "fine-lines").scars);
    const set = headSkin({ ...UNSET, tone: "light", scars: 0, age_years: 30 }, 61, "V", "acne-scars");
    expect([set.tone.key, set.scars, set.age_years]).toEqual(["light", 0, 30]);
  });
});
