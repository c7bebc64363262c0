import { describe, expect, it } from "vitest";
import { broken, fractional, fullField } from "./example";
import { blockOf, firstSide, inSight, isHit, sidesOf } from "./model";

describe("block of a scene", () => {
  it("holds the microbeams within it, by pass", () => {
    const [whole, half] = [blockOf(fractional(), 4000), blockOf(fractional(), 2000)];
    expect(whole.landed).toHaveLength(4);
    expect(half.landed.map(({ x }) => x)).toEqual([0, 900, -100]);
    expect(inSight(whole.landed, 1, false)).toHaveLength(2);
    expect(inSight(whole.landed, 2, false)).toHaveLength(4);
    expect(inSight(whole.landed, 2, true).map(({ x }) => x)).toEqual([1900, -100]);
  });

  it("is deeper than its deepest zone and ends its layers at its floor", () => {
    const block = blockOf(fractional(), 4000);
    expect(block.depth).toBeGreaterThan(300);
    expect(block.layers.map(({ name }) => name)).toEqual(["stratum_corneum", "epidermis", "reticular_dermis"]);
    expect(block.layers.at(-1)!.bottom).toBe(block.depth);
    expect(block.shape.cutDepth).toBeGreaterThan(300);
    expect(block.shape.cutDepth).toBeLessThanOrEqual(block.depth);
  });

  it("has bands instead of bodies below a wide beam, and what is removed is gone", () => {
    const block = blockOf(fullField(), firstSide(fullField()));
    expect([block.bodies, block.landed]).toEqual([[], []]);
    expect(block.bands).toEqual([{ name: "necrosis", title: "cells necrotic", tone: "necrosis", top: 0, bottom: 90 }]);
    expect(block.shape.removed).toBe(60);
    expect(block.columns.surface(0, 1)).toBe(60);
    expect(block.columns.surface(0, 0)).toBe(0);
  });

  it("draws vacuoles at as many spots as their chance says", () => {
    const block = blockOf(broken(), 4000);
    expect(block.bodies.map(({ name }) => name)).toEqual(["vacuole"]);
    const hits = block.landed.filter(({ hit }) => hit).length;
    expect(block.landed).toHaveLength(100);
    expect(hits).toBeGreaterThan(45);
    expect(hits).toBeLessThan(55);
    expect([isHit(3, 0), isHit(3, 1)]).toEqual([false, true]);
  });

  it("opens the rims of a crater as wide as the crater", () => {
    const scene = fractional();
    const crater = { shape: [3, 2], data: new Float32Array([0, 30, 200, 30, 200, 0]) };
    const zones = [...scene.scene.zones, { name: "vaporised", title: "tissue removed" } as const];
    const block = blockOf(
      {
        ...scene,
        scene: { ...scene.scene, mechanism: "ablation", zones },
        arrays: { ...scene.arrays, outline_vaporised: crater },
      },
      4000,
    );
    expect(block.bodies.map(({ hole, empty }) => [hole, empty])).toEqual([
      [30, false],
      [30, true],
    ]);
  });
});

describe("side of the block", () => {
  it("can be halved while several zones remain", () => {
    expect(sidesOf(fractional())).toEqual([4000, 2000, 1000]);
    expect(firstSide(fractional())).toBe(2000);
  });

  it("begins small where the bodies are small, but never below two pitches", () => {
    expect(sidesOf(broken())).toEqual([4000, 2000, 1000]);
    expect(firstSide(broken())).toBe(1000);
  });
});
