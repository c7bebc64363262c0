import { describe, expect, it } from "vitest";
import { broken, fractional, fullField } from "./example";
import { blockOf, firstSide } from "./model";
import { lengthText, nearestDistance, rows, sentence } from "./twin";

function twin(scene: ReturnType<typeof fractional>) {
  const block = blockOf(scene, firstSide(scene));
  return {
    said: sentence(scene, block),
    table: Object.fromEntries(rows(scene, block).map(({ title, text }) => [title, text])),
  };
}

describe("the block in words", () => {
  it("says how many zones, their share, the deepest and how far apart", () => {
    const { said, table } = twin(fractional());
    expect(said).toMatch(/^3 microscopic zones of 2 passes lie in this block of 2.×.2.mm\./);
    expect(said).toMatch(/25.% of the area/);
    expect(said).toMatch(/deepest reach 300.µm/);
    expect(table["Mean distance to the nearest, all passes"]).toMatch(/^354.µm$/);
    expect(table["Cells necrotic: depth"]).toMatch(/^300.µm \(250 to 360\)$/);
    expect(table["Share of the area, all passes"]).toMatch(/^25.% \(20 to 30.%\)$/);
  });

  it("says of a full field what is removed and how deep cells die", () => {
    const { said, table } = twin(fullField());
    expect(said).toMatch(/60.µm of skin removed; cells necrotic down to 90.µm, after 4 passes\./);
    expect(said).toContain("untreated");
    expect(Object.keys(table)).not.toContain("Craters");
  });

  it("says where vacuoles lie and how likely they are, in the spots and between", () => {
    const { said, table } = twin(broken());
    expect(said).toMatch(/vacuoles of one pass lie between 55.µm and 80.µm below the surface/);
    expect(said).toMatch(/in a hot spot is 50.%; between the spots it is 10.%, and none is drawn there\./);
    expect(table["Pitch, square lattice"]).toMatch(/^500.µm$/);
  });

  it("says that there is no zone where there is none", () => {
    const scene = fractional();
    const without = { ...scene, scene: { ...scene.scene, zones: [] } };
    expect(twin(without).said).toBe("2 passes of microbeams leave no zone in this skin.");
  });
});

describe("figures of the twin", () => {
  it("are the mean distance of a random pattern: half over the root of the density", () => {
    expect(nearestDistance(1e8)).toBeCloseTo(0.5);
    expect(nearestDistance(400)).toBeCloseTo(250);
  });

  it("are lengths in the unit that reads best", () => {
    expect(lengthText(950)).toMatch(/^950.µm$/);
    expect(lengthText(2000)).toMatch(/^2.mm$/);
  });
});
