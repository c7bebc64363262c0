import { describe, expect, test } from "vitest";
import { BEFORE, cellAt, layOut, parts } from "./columns";

function laid(layout: "single" | "split" | "row", sides: number, split: number, width: number) {
  const into = parts();
  layOut(into, layout, sides, split, width);
  return into;
}

describe("the parts of a picture", () => {
  test.each([0, 0.31, 0.5, 1])("a slider at %f cuts one picture in two without a gap", (split) => {
    const { cells, count } = laid("split", 1, split, 401);
    const seen = cells.slice(0, count);
    expect(seen.every(({ x, width }) => x === 0 && width === 401)).toBe(true);
    expect(seen[0]!.from).toBe(0);
    expect(seen.at(-1)!.to).toBe(401);
    if (count === 2) expect(seen[0]!.to).toBe(seen[1]!.from);
    expect(seen.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(401);
  });

  test("left of the slider is before", () => {
    const found = laid("split", 1, 0.25, 400);
    expect(cellAt(found, 99)?.side).toBe(BEFORE);
    expect(cellAt(found, 100)?.side).toBe(0);
    expect(cellAt(found, 400)).toBeNull();
  });

  test("columns are equally wide and cover the canvas", () => {
    const { cells, count } = laid("row", 3, 0, 401);
    expect(count).toBe(3);
    expect(new Set(cells.slice(0, 3).map(({ width }) => width)).size).toBe(1);
    expect(cells[2].to).toBe(401);
    expect(cells.slice(0, 3).map(({ side }) => side)).toEqual([0, 1, 2]);
  });

  test("one picture shows the first side", () => {
    const { cells, count } = laid("single", 1, 0.5, 300);
    expect([count, cells[0].side, cells[0].from, cells[0].to]).toEqual([1, 0, 0, 300]);
  });
});
