import { describe, expect, it } from "vitest";
import { type BlockShape, type Corners, columnsOf, edgesOf, facesOf, type Quad } from "./columns";

const PLAIN: BlockShape = { side: 100, cutDepth: 30, cutSide: 40, top: 0, removed: 0, strip: 0 };

function area([a, b, , d]: Corners): number {
  const length = (from: readonly number[], to: readonly number[]) =>
    Math.hypot(...from.map((value, at) => to[at]! - value));
  return length(a, b) * length(a, d);
}

function sum(quads: readonly Quad[], kind: Quad["kind"]): number {
  return quads.filter((quad) => quad.kind === kind).reduce((total, { corners }) => total + area(corners), 0);
}

describe("columns", () => {
  it("leave the skin's surface open except where the corner is cut away", () => {
    const quads = facesOf(columnsOf(PLAIN), 0, 10);
    expect(sum(quads, "open")).toBeCloseTo(100 ** 2 - 40 ** 2);
    expect(sum(quads, "inside")).toBe(0);
    expect(sum(quads, "wall")).toBeCloseTo(4 * 100 * 10);
  });

  it("make the floor of the cut within the layer it ends in", () => {
    const quads = facesOf(columnsOf(PLAIN), 10, 50);
    expect(sum(quads, "open")).toBeCloseTo(40 ** 2);
    expect(sum(quads, "inside")).toBeCloseTo(100 ** 2 - 40 ** 2);
    expect(sum(quads, "wall")).toBeCloseTo(4 * 100 * 40);
  });

  it("have no part of a layer that is removed, but for the strip", () => {
    const shape = { ...PLAIN, removed: 20, strip: 16 };
    const top = facesOf(columnsOf(shape), 0, 15);
    expect(sum(top, "open")).toBeCloseTo(16 * 100);
    const band = facesOf(columnsOf(shape), 0, 25, true);
    expect(sum(band, "open")).toBeCloseTo(100 * 84 - 40 ** 2);
  });

  it("turn all faces outward", () => {
    for (const { corners, kind } of facesOf(columnsOf(PLAIN), 10, 50)) {
      const [a, b, c] = corners.map(([x, depth, z]) => [x, -depth, z] as const) as [Vector, Vector, Vector];
      const outward = cross(minus(b, a), minus(c, a));
      if (kind !== "wall") expect(outward[1]).toBeGreaterThan(0);
      else expect(outward[1]).toBeCloseTo(0);
      if (kind === "wall" && a[0] === 50 && b[0] === 50) expect(outward[0]).toBeGreaterThan(0);
      if (kind === "wall" && a[2] === -50 && b[2] === -50) expect(outward[2]).toBeLessThan(0);
    }
  });

  it("draw upright edges at corners only", () => {
    const edges = edgesOf(facesOf(columnsOf(PLAIN), 0, 10));
    const upright = edges.filter(([from, to]) => from[0] === to[0] && from[2] === to[2]);
    expect(upright).toHaveLength(6);
  });
});

type Vector = readonly [number, number, number];

function minus(one: Vector, other: Vector): Vector {
  return [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
}

function cross([a, b, c]: Vector, [d, e, f]: Vector): Vector {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}
