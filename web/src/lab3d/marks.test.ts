import { describe, expect, it } from "vitest";
import { fractional } from "./example";
import { marksOf, roundLength, spread } from "./marks";
import { blockOf } from "./model";
import { FIRST_VIEW, project } from "./view";

const FRAME = { width: 600, height: 400, left: 50, right: 130, top: 10, bottom: 30 };

describe("words beside the block", () => {
  const block = blockOf(fractional(), 1000);
  const extent = { side: 1000, top: 0, bottom: block.depth };
  const projection = project(FIRST_VIEW, extent, FRAME);

  it("name each layer that is shown, in its order and without touching", () => {
    const names = marksOf(block, projection, FRAME, new Set(["epidermis"])).filter(({ kind }) => kind === "name");
    expect(names.map(({ text }) => text)).toEqual(["stratum corneum", "reticular dermis"]);
    expect(names[1]!.y - names[0]!.y).toBeGreaterThanOrEqual(15);
  });

  it("are broken into lines where there is little room", () => {
    const narrow = marksOf(block, projection, { ...FRAME, right: 80 }, new Set()).filter(({ kind }) => kind === "name");
    expect(narrow.map(({ text }) => text)).toEqual(["stratum\ncorneum", "epidermis", "reticular\ndermis"]);
    expect(narrow[1]!.y - narrow[0]!.y).toBeGreaterThanOrEqual(28);
  });

  it("measure depths in round steps and draw a scale of a round length", () => {
    const marks = marksOf(block, projection, FRAME, new Set());
    const depths = marks.filter(({ kind }) => kind === "depth").map(({ text }) => text);
    expect(depths.slice(0, 3)).toEqual(["0 µm", "100", "200"]);
    const scale = marks.find(({ kind }) => kind === "scale")!;
    const [x1, , x2] = scale.line!;
    expect(x2 - x1).toBeCloseTo(Number.parseInt(scale.text, 10) * projection.pixelsPerMicrometre);
  });

  it("write no depths at a block seen from straight above", () => {
    const above = project({ ...FIRST_VIEW, elevation: 90 }, extent, FRAME);
    expect(marksOf(block, above, FRAME, new Set()).map(({ kind }) => kind)).toEqual(["scale"]);
  });
});

describe("round lengths", () => {
  it.each([
    [140, "down", 100],
    [140, "up", 200],
    [0.7, "down", 0.5],
    [500, "down", 500],
    [500, "up", 500],
    [7, "up", 10],
  ] as const)("%d, %s: %d", (length, way, expected) => {
    expect(roundLength(length, way)).toBeCloseTo(expected);
  });
});

describe("places kept apart", () => {
  it("move as little as they must", () => {
    expect(spread([10, 12, 50], 15, 0, 100)).toEqual([10, 25, 50]);
    expect(spread([90, 95, 99], 15, 0, 100)).toEqual([70, 85, 100]);
    expect(spread([-20, 40], 15, 5, 100)).toEqual([5, 40]);
  });
});
