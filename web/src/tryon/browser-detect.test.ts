import { describe, expect, it } from "vitest";
import { anchors, findFaces, letterboxed, overlap, same, separate, toEven } from "./browser-detect";
import type { Pixels } from "./browser-picture";
import { poseOf, similarity } from "./browser-pose";

const FINDING = { score_fraction: 0.5, overlap_fraction: 0.3, crop_factor: 1.5, least_presence_logit: 3 };

function plain(width: number, height: number, value: number): Pixels {
  return { width, height, rgb: new Uint8Array(3 * width * height).fill(value) };
}

describe("boxes", () => {
  it("hang on 896 anchors in the middle of their cells", () => {
    const known = anchors();
    expect(known).toHaveLength(896);
    expect(known[0]).toEqual([4 / 128, 4 / 128]);
    expect(known[511]).toEqual([124 / 128, 124 / 128]);
    expect(known[512]).toEqual([8 / 128, 8 / 128]);
  });

  it("overlap by the area they share", () => {
    expect(overlap([0, 0, 2, 2], [0, 0, 2, 2])).toBe(1);
    expect(overlap([0, 0, 2, 2], [1, 0, 2, 2])).toBeCloseTo(1 / 3);
    expect(overlap([0, 0, 2, 2], [5, 0, 2, 2])).toBe(0);
  });

  it("of one face are averaged by their scores, those of another stay apart", () => {
    const boxes = [
      { score: 0.6, values: [0, 0, 2, 2] },
      { score: 0.9, values: [0.5, 0, 2, 2] },
      { score: 0.7, values: [9, 9, 2, 2] },
    ];
    const found = separate(boxes, 0.3);
    expect(found.map(({ score }) => score)).toEqual([0.9, 0.7]);
    expect(found[0]!.values[0]).toBeCloseTo(0.3);
  });

  it("are looked for in the middle of a black square", () => {
    const square = letterboxed(plain(100, 50, 255));
    const row = (y: number) => square[3 * (128 * y + 64)];
    expect([row(0), row(31), row(32), row(95), row(96)]).toEqual([-1, -1, 1, 1, -1]);
  });

  it("round as the other side does: halves to the even number", () => {
    expect([0.5, 1.5, 2.5, 2.4].map(toEven)).toEqual([0, 2, 2, 2]);
  });
});

describe("a face", () => {
  it("lies where the network says, turned back into the picture", async () => {
    // One box in the middle of the square, its eyes on a line that runs downwards.
    const places = new Float32Array(896 * 16);
    const logits = new Float32Array(896).fill(-9);
    places.set([-4, -4, 32, 32, -4, -14, -4, 6], 16 * (2 * (8 * 16 + 8)));
    logits[2 * (8 * 16 + 8)] = 5;
    const points = new Float32Array(1434).fill(128);
    points.set([138, 128, 5], 0);
    const detect = async () => [places, logits];
    const locate = async () => [points, Float32Array.of(9), Float32Array.of(0)];
    const [face] = await findFaces(plain(256, 256, 90), detect, locate, FINDING);
    const step = (1.5 * 64) / 256;
    expect(face!.presence).toBe(9);
    expect(face!.landmarks[0]![0]).toBeCloseTo(128);
    expect(face!.landmarks[0]![1]).toBeCloseTo(128 + 10 * step);
    expect(face!.landmarks[0]![2]).toBeCloseTo(5 * step);
  });

  it("that is not there is not found", async () => {
    const detect = async () => [new Float32Array(896 * 16), new Float32Array(896).fill(-9)];
    expect(await findFaces(plain(60, 40, 9), detect, detect, FINDING)).toEqual([]);
  });

  it("found twice is one face", () => {
    const at = (x: number) => ({
      presence: 1,
      landmarks: Array.from({ length: 478 }, (_, i) => [x + (i === 454 ? 50 : 0), 0, 0]),
    });
    const [one, near, far] = [at(0), at(20), at(60)] as never[];
    expect(same(one!, near!)).toBe(true);
    expect(same(one!, far!)).toBe(false);
  });
});

describe("how a face stands", () => {
  const points = [
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 3],
    [-1, -1, 1],
  ] as const;

  it("is told exactly of points that were turned and stretched", () => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const moved = points.map(([x, y, z]) => [2 * (c * x - s * y) + 5, 2 * (s * x + c * y) - 1, 2 * z] as const);
    const { scale, turn } = similarity(points, moved, [1, 2, 3, 1]);
    expect(scale).toBeCloseTo(2, 9);
    expect(turn[1][0]).toBeCloseTo(s, 9);
    expect(turn[2][2]).toBeCloseTo(1, 9);
  });

  it("is straight where the picture shows the mesh itself, y and z the other way", () => {
    const shown = points.map(([x, y, z]) => [20 * x, -20 * y, -20 * z] as const);
    const stands = poseOf(shown, points, { landmarks: [0, 1, 2, 3], weights: [1, 1, 1, 1] });
    expect(stands.mm_per_px).toBeCloseTo(0.5, 9);
    for (const angle of [stands.yaw_deg, stands.pitch_deg, stands.roll_deg]) expect(angle).toBeCloseTo(0, 6);
  });
});
