import { describe, expect, it } from "vitest";
import { column, decodeScene, outline } from "./scene";

const ARRAYS = { time_s: [0, 0.5, 2], outline_necrosis: [0, 80, 100, 60, 200, 0] };

const FACTS = { scene: { layers: [], zones: [] }, summary: { zones: {}, treatment: {} } };

/** Return a message as the server packs it; `pad` is what the header's length is filled up to. */
function message(kind = "scene", pad = 4, cut = 0, facts: object = FACTS): ArrayBuffer {
  const places: Record<string, { offset: number; shape: number[] }> = {};
  let offset = 0;
  for (const [name, values] of Object.entries(ARRAYS)) {
    places[name] = { offset, shape: name.startsWith("outline") ? [values.length / 2, 2] : [values.length] };
    offset += 4 * values.length;
  }
  let text = JSON.stringify({ kind, id: 7, slot: "b", stage: "preview", command: "größer", arrays: places, ...facts });
  while (new TextEncoder().encode(text).length % pad !== 0) text += " ";
  const header = new TextEncoder().encode(text);
  const whole = new ArrayBuffer(4 + header.length + offset);
  new DataView(whole).setUint32(0, header.length, true);
  new Uint8Array(whole, 4).set(header);
  Object.values(ARRAYS)
    .flat()
    .forEach((value, at) => {
      new DataView(whole).setFloat32(4 + header.length + 4 * at, value, true);
    });
  return whole.slice(0, whole.byteLength - cut);
}

describe("a scene's message", () => {
  it("gives header and arrays by name", () => {
    const scene = decodeScene(message());
    expect([scene.id, scene.slot, scene.stage, scene.command]).toEqual([7, "b", "preview", "größer"]);
    expect([...column(scene, "time_s")]).toEqual([0, 0.5, 2]);
    expect(scene.arrays.outline_necrosis?.shape).toEqual([3, 2]);
  });

  it("has no numbers of an array that it does not carry", () => {
    expect(column(decodeScene(message()), "temperature")).toHaveLength(0);
  });

  it("gives an outline as depths and half widths", () => {
    expect(outline(decodeScene(message()), "necrosis")[1]).toEqual({ depth_um: 100, half_um: 60 });
  });

  it("is read where its header was not padded", () => {
    for (const pad of [1, 5, 7]) expect([...column(decodeScene(message("scene", pad)), "time_s")]).toEqual([0, 0.5, 2]);
  });

  it("is refused where it is cut off, empty, or something else", () => {
    expect(() => decodeScene(message("scene", 4, 4))).toThrow("outline_necrosis is cut off");
    expect(() => decodeScene(message("scene", 4, 100))).toThrow();
    expect(() => decodeScene(new ArrayBuffer(0))).toThrow("no bytes");
    expect(() => decodeScene(message("song"))).toThrow("kind song");
    expect(() => decodeScene(message("scene", 4, 0, { scene: { layers: [] } }))).toThrow("another version");
  });
});
