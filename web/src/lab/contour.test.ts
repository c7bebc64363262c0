import { describe, expect, it } from "vitest";
import { contour } from "./contour";

function grid(values: (depth: number, radius: number) => number, size = 21) {
  const axis = Array.from({ length: size }, (_, at) => at);
  return {
    depth_um: axis,
    radius_um: axis,
    values: axis.flatMap((depth) => axis.map((radius) => values(depth, radius))),
  };
}

describe("a contour", () => {
  it("of a plane is one straight line from rim to rim", () => {
    const lines = contour(
      grid((depth) => depth),
      7.25,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]!.every(({ depth_um }) => Math.abs(depth_um - 7.25) < 1e-9)).toBe(true);
    expect(lines[0]!.map(({ half_um }) => half_um).sort((a, b) => a - b)).toEqual(grid(() => 0).radius_um);
  });

  it("of a hill closes round its top, every point at the level", () => {
    const lines = contour(
      grid((depth, radius) => -Math.hypot(depth - 10, radius - 10)),
      -6,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]!.at(0)).toEqual(lines[0]!.at(-1));
    for (const { depth_um, half_um } of lines[0]!) expect(Math.hypot(depth_um - 10, half_um - 10)).toBeCloseTo(6, 1);
  });

  it("on the axis is open there, and its points follow each other", () => {
    const [line = []] = contour(
      grid((depth, radius) => -Math.hypot(depth - 10, radius)),
      -5,
    );
    expect([line[0]!.half_um, line.at(-1)!.half_um]).toEqual([0, 0]);
    const steps = line
      .slice(1)
      .map((to, k) => Math.hypot(to.depth_um - line[k]!.depth_um, to.half_um - line[k]!.half_um));
    expect(Math.max(...steps)).toBeLessThan(1.5);
  });

  it("is none where all lies on one side", () => {
    expect(
      contour(
        grid(() => 3),
        5,
      ),
    ).toEqual([]);
  });
});
