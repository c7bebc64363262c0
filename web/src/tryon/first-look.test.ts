import { describe, expect, it } from "vitest";
import { CLOSER_VIEWS, FROM_FRONT, firstLook } from "./first-look";
import { within } from "./orbit";

describe("the first look at the default head", () => {
  it("is from the front, but for acne scars: turned, and lit from one side", () => {
    expect(firstLook(null)).toBe(FROM_FRONT);
    expect(firstLook("fine-lines")).toBe(FROM_FRONT);
    const { orbit, light } = firstLook("acne-scars");
    expect(orbit.yaw_deg).toBeGreaterThan(10);
    expect(Math.abs(light!.azimuth_deg)).toBeGreaterThan(40);
  });

  it("of each concern stays the same object, so that nothing turns back while other answers change", () => {
    expect(firstLook("acne-scars")).toBe(firstLook("acne-scars"));
  });
});

describe("views from nearer", () => {
  it("lie on the atlas, within what a head may be turned and enlarged", () => {
    for (const { u, v, yaw_deg, zoom } of CLOSER_VIEWS) {
      for (const share of [u, v]) expect(share > 0 && share < 1).toBe(true);
      const orbit = { ...FROM_FRONT.orbit, yaw_deg, zoom };
      expect(within(orbit, "head")).toEqual(orbit);
    }
  });
});
