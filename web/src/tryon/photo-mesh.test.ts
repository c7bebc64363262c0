import { describe, expect, test } from "vitest";
import { FACE, MESH } from "./example-face";
import { faceSheet, restSheet } from "./photo-mesh";

describe("a photo as a sheet", () => {
  const face = faceSheet(FACE, MESH);
  const rest = restSheet(FACE, MESH);

  test("every vertex shows the pixel that it lies on", () => {
    for (const sheet of [face, rest])
      for (let vertex = 0; 3 * vertex < sheet.position.length; vertex += 1) {
        expect(sheet.picture[2 * vertex]! * FACE.width).toBeCloseTo(sheet.position[3 * vertex]!, 4);
        expect(sheet.picture[2 * vertex + 1]! * FACE.height).toBeCloseTo(-sheet.position[3 * vertex + 1]!, 4);
      }
  });

  test("what the model puts towards the camera stands out towards the viewer", () => {
    expect(face.position[3 * 12 + 2]).toBe(15);
    expect(face.atlas.slice(24, 26)).toEqual(Float32Array.from([0.5, 0.5]));
  });

  test("the edge and the eyes do not swell", () => {
    expect([face.supple[0], face.supple[4], face.supple[13]]).toEqual([0, 0, 0]);
    expect(face.supple[12]).toBe(1);
  });

  test("the skirt begins at the edge of the face and ends at the plane", () => {
    const rim = MESH.rings.face_oval!;
    rim.forEach((vertex, at) => {
      expect(rest.position.slice(3 * at, 3 * at + 3)).toEqual(face.position.slice(3 * vertex, 3 * vertex + 3));
    });
    const outer = rest.position.length / 3 - 4 - rim.length;
    const plane = rest.position.at(-1)!;
    for (let at = outer; at < outer + rim.length; at += 1) expect(rest.position[3 * at + 2]).toBe(0);
    expect(plane).toBeLessThan(0);
    expect(plane).toBeGreaterThan(-0.01 * FACE.height);
  });

  test("nothing reaches beyond the photo", () => {
    const wide = restSheet({ ...FACE, width: 150 }, MESH);
    expect(Math.max(...wide.picture)).toBeLessThanOrEqual(1);
    expect(Math.min(...wide.picture)).toBeGreaterThanOrEqual(0);
  });

  test("triangles name vertices that are there", () => {
    expect(Math.max(...rest.index)).toBe(rest.position.length / 3 - 1);
    expect(rest.index.length % 3).toBe(0);
  });
});
