import { describe, expect, it } from "vitest";
import { lathePoints, type Profile, profileOf, sectionPoints, simplified, sphereProfile } from "./profile";

function outline(...rows: [number, number][]) {
  return { shape: [rows.length, 2], data: new Float32Array(rows.flat()) };
}

describe("profile of an outline", () => {
  it("has its top, its deepest point and its widest place", () => {
    const profile = profileOf(outline([0, 40], [50, 60], [100, 50], [150, 10], [150, 0]))!;
    expect([profile.top, profile.bottom, profile.widest, profile.opening]).toEqual([0, 150, 60, 40]);
  });

  it("is none for what is absent, has no width, or is a single point", () => {
    expect(profileOf(undefined)).toBeNull();
    expect(profileOf(outline([0, 0], [10, 0]))).toBeNull();
    expect(profileOf(outline([5, 5]))).toBeNull();
  });

  it("leaves out points on a straight wall and keeps its ends", () => {
    const wall = Array.from({ length: 300 }, (_, row) => [row, 88] as [number, number]);
    const profile = profileOf(outline(...wall, [300, 88], [300, 0]))!;
    expect(profile.points).toEqual([
      { depth: 0, half: 88 },
      { depth: 300, half: 88 },
      { depth: 300, half: 0 },
    ]);
  });

  it("stays within its tolerance of every point left out", () => {
    const round = Array.from({ length: 100 }, (_, row) => ({ depth: row, half: Math.sqrt(100 ** 2 - row ** 2) }));
    const kept = simplified(round, 1);
    expect(kept.length).toBeLessThan(20);
    for (const { depth, half } of round) {
      const after = kept.findIndex((point) => point.depth >= depth);
      const [from, to] = [kept[Math.max(0, after - 1)]!, kept[after]!];
      const share = to.depth === from.depth ? 0 : (depth - from.depth) / (to.depth - from.depth);
      const [along, across] = [to.depth - from.depth || 1, to.half - from.half];
      const off = Math.abs(from.half + share * across - half) * Math.cos(Math.atan2(across, along));
      expect(off).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});

describe("lathe", () => {
  const cup: Profile = {
    points: [
      { depth: 0, half: 30 },
      { depth: 100, half: 20 },
    ],
    top: 0,
    bottom: 100,
    widest: 30,
    opening: 30,
  };

  it("runs from the deepest point on the axis up to the closed top", () => {
    expect(lathePoints(cup)).toEqual([
      [0, -100],
      [20, -100],
      [20, -100],
      [30, -0],
      [30, -0],
      [0, -0],
    ]);
  });

  it("is open above where the hole is as wide as the body, and a ring where it is narrower", () => {
    expect(lathePoints(cup, 30).at(-1)).toEqual([30, -0]);
    expect(lathePoints(cup, 12).at(-1)).toEqual([12, -0]);
  });
});

describe("section", () => {
  const rim = profileOf(outline([0, 50], [150, 50], [150, 0]))!;

  it("runs round one half, from the rim down to the axis and up it", () => {
    expect(sectionPoints(rim, null)).toEqual([
      [50, -0],
      [50, -150],
      [0, -150],
      [0, -0],
    ]);
  });

  it("leaves out the crater", () => {
    const crater = profileOf(outline([0, 20], [100, 20], [100, 0]))!;
    expect(sectionPoints(rim, crater)).toEqual([
      [50, -0],
      [50, -150],
      [0, -150],
      [0, -100],
      [20, -100],
      [20, -0],
    ]);
  });
});

describe("sphere", () => {
  it("lies between its two depths and has its diameter in the middle", () => {
    const ball = sphereProfile(50, 75, 25)!;
    expect([ball.top, ball.bottom]).toEqual([50, 75]);
    const [first, middle, last] = [ball.points[0]!, ball.points[5]!, ball.points.at(-1)!];
    expect(middle.depth).toBeCloseTo(62.5);
    expect(middle.half).toBeCloseTo(12.5);
    expect(first.half).toBeCloseTo(0);
    expect(last.half).toBeCloseTo(0);
  });

  it("is none without a diameter", () => {
    expect(sphereProfile(60, 60, 0)).toBeNull();
  });
});
