import { describe, expect, it } from "vitest";
import { niceStep } from "./number-fields";

describe("a step of a slider", () => {
  it("is 1, 2 or 5 times a power of ten, never above what is asked", () => {
    expect([0.33, 0.5, 1, 1.9, 7, 90].map(niceStep)).toEqual([0.2, 0.5, 1, 1, 5, 50]);
  });
});
