import { describe, expect, it } from "vitest";
import { FIRST_ORBIT } from "./orbit";
import { keyed } from "./use-stage";

describe("a key", () => {
  it("turns, tilts, zooms, shifts and resets", () => {
    expect(keyed(FIRST_ORBIT, "ArrowRight", false)?.yaw_deg).toBeGreaterThan(0);
    expect(keyed(FIRST_ORBIT, "ArrowUp", false)?.pitch_deg).toBeGreaterThan(0);
    expect(keyed(FIRST_ORBIT, "+", false)?.zoom).toBeGreaterThan(1);
    expect(keyed(FIRST_ORBIT, "ArrowLeft", true)).toMatchObject({ yaw_deg: 0, right: expect.closeTo(-0.08) });
    expect(keyed({ ...FIRST_ORBIT, yaw_deg: 40 }, "0", false)).toEqual(FIRST_ORBIT);
  });

  it("that means nothing here is left to the page", () => {
    expect(keyed(FIRST_ORBIT, "Tab", false)).toBeNull();
  });
});
