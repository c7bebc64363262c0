import { describe, expect, test } from "vitest";
import { boxOf, FIRST_ORBIT, lengthPerPixel, within } from "./orbit";

describe("from where it is seen", () => {
  test("a photo turns a little, a head all round", () => {
    const far = { ...FIRST_ORBIT, yaw_deg: 200, pitch_deg: -90, zoom: 0.01 };
    expect(within(far, "photo")).toMatchObject({ yaw_deg: 30, pitch_deg: -25, zoom: 0.4 });
    expect(within(far, "head")).toMatchObject({ yaw_deg: -160, pitch_deg: -50 });
  });

  test("what is not a number leaves the picture where it was", () => {
    expect(within({ ...FIRST_ORBIT, yaw_deg: Number.NaN, zoom: Number.POSITIVE_INFINITY }, "photo")).toEqual(
      FIRST_ORBIT,
    );
  });

  test("the box fits a wide and a narrow column", () => {
    const box = boxOf([10, 20, 0, 110, 220, 0], 3, 2, 1);
    expect(box).toEqual({ x: 60, y: 120, width: 100, height: 200 });
    expect(lengthPerPixel(box, 1000, 200, 1)).toBe(1);
    expect(lengthPerPixel(box, 50, 1000, 2)).toBe(1);
  });
});
