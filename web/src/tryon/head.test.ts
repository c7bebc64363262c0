import { describe, expect, test } from "vitest";
import file from "../../../photomend/data/tryon/head.json";
import { type HeadFile, headAt, normalsOf, PART, readHead, type Shape } from "./head";

// The name is no literal, for the page's types know nothing of node.
const { readFileSync } = await import(/* @vite-ignore */ ["node", "fs"].join(":"));
const stored: Uint8Array = readFileSync(new URL("../../../photomend/data/tryon/head.bin", import.meta.url));
const HEAD = readHead(file as unknown as HeadFile, new Uint8Array(stored).buffer);

function lengths(vectors: Float32Array): number[] {
  return Array.from({ length: vectors.length / 3 }, (_, at) => Math.hypot(...vectors.subarray(3 * at, 3 * at + 3)));
}

describe("the default head", () => {
  test("has as many vertices and triangles as its file says, and each triangle is of one stuff", () => {
    expect(HEAD.position_mm.length).toBe(3 * HEAD.vertices);
    expect(HEAD.index.length).toBe(3 * HEAD.triangles);
    for (let at = 0; at < HEAD.index.length; at += 3) {
      const parts = [0, 1, 2].map((corner) => HEAD.part[HEAD.index[at + corner]!]);
      expect(new Set(parts).size).toBe(1);
    }
  });

  test("has unit normals that agree with its triangles", () => {
    for (const length of lengths(HEAD.normal)) expect(length).toBeCloseTo(1, 5);
    const worked = normalsOf(HEAD.position_mm, HEAD.index);
    const cosines = lengths(worked).map((_, at) => {
      const part = (vectors: Float32Array) => vectors.subarray(3 * at, 3 * at + 3);
      return part(worked).reduce((sum, value, axis) => sum + value * part(HEAD.normal)[axis]!, 0);
    });
    expect(Math.min(...cosines)).toBeGreaterThan(0.999);
  });

  test("has the atlas on the face alone", () => {
    const onAtlas = [...HEAD.on_atlas.keys()].filter((at) => HEAD.on_atlas[at]! > 0);
    expect(onAtlas.length).toBeGreaterThan(800);
    for (const at of onAtlas) {
      expect(HEAD.part[at]).toBe(PART.skin);
      for (const axis of [0, 1]) {
        expect(HEAD.atlas[2 * at + axis]).toBeGreaterThanOrEqual(0);
        expect(HEAD.atlas[2 * at + axis]).toBeLessThanOrEqual(1);
      }
    }
  });

  test("is the stored one when young, changes with age, and no more below 25 or above 90 years", () => {
    expect(headAt(HEAD, 20).position_mm).toEqual(HEAD.position_mm);
    const [half, whole] = [headAt(HEAD, 57.5), headAt(HEAD, 90)];
    const moved = ({ position_mm }: Shape) => lengths(position_mm.map((place, at) => place - HEAD.position_mm[at]!));
    const [halfway, fully] = [moved(half), moved(whole)];
    expect(Math.max(...fully)).toBeGreaterThan(5);
    expect(Math.max(...fully.map((length, at) => Math.abs(length - 2 * halfway[at]!)))).toBeLessThan(0.001);
    expect(headAt(HEAD, 120).position_mm).toEqual(whole.position_mm);
    for (const length of lengths(whole.normal)) expect(length).toBeCloseTo(1, 5);
  });

  test("keeps its eyes where they are, behind its lids", () => {
    for (const { centre_mm, radius_mm, axis, iris_mm, pupil_mm } of [HEAD.eyes.left, HEAD.eyes.right]) {
      expect(Math.hypot(...axis)).toBeCloseTo(1, 3);
      expect(pupil_mm).toBeLessThan(iris_mm);
      expect(iris_mm).toBeLessThan(radius_mm);
      expect(Math.abs(centre_mm[0])).toBeGreaterThan(25);
    }
    expect(HEAD.eyes.left.centre_mm[0]).toBeGreaterThan(0);
    const eyes = [...HEAD.part.keys()].filter((at) => HEAD.part[at] === PART.eyeball);
    for (const at of eyes) for (const axis of [0, 1, 2]) expect(HEAD.aged_mm[3 * at + axis]).toBe(0);
  });
});
