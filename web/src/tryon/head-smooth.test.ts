import { describe, expect, test } from "vitest";
import { type Head, unit } from "./head";
import { pieces, smoothed } from "./head-smooth";

const RADIUS = 100;
const T = 0.5 * (1 + Math.sqrt(5));
// biome-ignore format: twelve points, and the twenty triangles between them
const CORNERS = [
  -1, T, 0,  1, T, 0,  -1, -T, 0,  1, -T, 0,  0, -1, T,  0, 1, T,
  0, -1, -T,  0, 1, -T,  T, 0, -1,  T, 0, 1,  -T, 0, -1,  -T, 0, 1,
];
// biome-ignore format: three corners each
const TWENTY = [
  0, 11, 5,  0, 5, 1,  0, 1, 7,  0, 7, 10,  0, 10, 11,  1, 5, 9,  5, 11, 4,  11, 10, 2,  10, 7, 6,  7, 1, 8,
  3, 9, 4,  3, 4, 2,  3, 2, 6,  3, 6, 8,  3, 8, 9,  4, 9, 5,  2, 4, 11,  6, 2, 10,  8, 6, 7,  9, 8, 1,
];

function headOf(position: number[], normal: Float32Array, index: number[]): Head {
  const vertices = position.length / 3;
  return {
    vertices,
    triangles: index.length / 3,
    position_mm: Float32Array.from(position),
    normal,
    atlas: new Float32Array(2 * vertices),
    on_atlas: new Float32Array(vertices).fill(1),
    part: new Uint8Array(vertices).fill(3),
    openness: new Uint8Array(vertices).fill(255),
    aged_mm: new Float32Array(3 * vertices),
    index: Uint16Array.from(index),
    eyes: { left: {}, right: {} } as Head["eyes"],
  };
}

function lengths(vectors: Float32Array): number[] {
  return Array.from({ length: vectors.length / 3 }, (_, at) => Math.hypot(...vectors.subarray(3 * at, 3 * at + 3)));
}

/** A ball of 162 points. */
function ballOf(): Head {
  return onBall(smoothed(onBall(smoothed(onBall(headOf(CORNERS, Float32Array.from(CORNERS), TWENTY))))));
}

function onBall(head: Head): Head {
  const normal = unit(head.position_mm.slice());
  return { ...head, position_mm: normal.map((place) => RADIUS * place), normal };
}

describe("a smoothed head", () => {
  test("made of a ball's points lies on the ball, and keeps the points", () => {
    const coarse = ballOf();
    const fine = smoothed(coarse);
    expect([fine.triangles, fine.vertices]).toEqual([1280, 642]);
    expect(fine.position_mm.subarray(0, 3 * coarse.vertices)).toEqual(coarse.position_mm);
    const off = lengths(fine.position_mm).map((length) => Math.abs(length / RADIUS - 1));
    const flat = 1 - Math.cos(0.5 * 0.325); // the longest edge spans 0.325 radian
    expect(Math.max(...off)).toBeLessThan(0.1 * flat);
    expect(Math.min(...fine.part, ...fine.on_atlas.map((share) => 3 * share))).toBe(3);
  });

  test("keeps its shape at every age", () => {
    const ball = ballOf();
    const aged = { ...ball, aged_mm: ball.position_mm.slice() }; // twice as large when old
    const old = lengths(smoothed(aged).shapeAt(90).position_mm);
    expect(Math.max(...old)).toBeLessThan(2.05 * RADIUS);
    expect(Math.min(...old)).toBeGreaterThan(1.95 * RADIUS);
    expect(smoothed(aged).shapeAt(20).position_mm).toEqual(smoothed(aged).position_mm);
  });

  test("is not split where it is flat, nor across a crease", () => {
    const position = [0, 0, 0, RADIUS, 0, 0, 0, RADIUS, 0];
    for (const normal of [
      [0, 0, 1, 0, 0, 1, 0, 0, 1],
      [1, 0, 0, 0, 0, 1, 0, 1, 0],
    ]) {
      const { triangles, position_mm } = smoothed(headOf(position, Float32Array.from(normal), [0, 1, 2]));
      expect([triangles, [...position_mm]]).toEqual([1, position]);
    }
  });

  test("falls into pieces that cover each triangle once, whichever sides are split", () => {
    const place = [
      [0, 0],
      [2, 0],
      [0, 2],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const;
    for (let which = 0; which < 8; which += 1) {
      const [ab, bc, ca] = [0, 1, 2].map((side) => (which & (1 << side) ? 3 + side : null));
      const found = pieces([0, 1, 2], [ab!, bc!, ca!]);
      const areas = Array.from({ length: found.length / 3 }, (_, at) => {
        const [p, q, r] = found.slice(3 * at, 3 * at + 3).map((corner) => place[corner]!);
        return 0.5 * ((q![0] - p![0]) * (r![1] - p![1]) - (r![0] - p![0]) * (q![1] - p![1]));
      });
      expect(areas.every((area) => area > 0)).toBe(true);
      expect(areas.reduce((sum, area) => sum + area, 0)).toBe(2);
      expect(new Set(found).size).toBe(3 + [ab, bc, ca].filter((middle) => middle !== null).length);
    }
  });

  test("has no crack where two vertices are at one place", () => {
    const position = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0];
    const tilted = unit(Float32Array.from([-1, 1, 3, 1, 1, 3, 0, 0, 1, -1, -1, 3, 1, -1, 3, 0, 0, 1]));
    const { position_mm } = smoothed(
      headOf(
        position.map((one) => RADIUS * one),
        tilted,
        [0, 1, 2, 4, 3, 5],
      ),
    );
    const shared = Array.from({ length: position_mm.length / 3 - 6 }, (_, at) => [
      ...position_mm.subarray(18 + 3 * at, 21 + 3 * at),
    ]).filter(([, y]) => Math.abs(y!) < 1e-6);
    expect(shared.length).toBe(2);
    expect(shared[0]).toEqual(shared[1]);
    expect(shared[0]![2]).toBeGreaterThan(0.03 * RADIUS);
  });
});
