import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refused } from "../api/client";
import { FACE } from "./example";
import { HeldPhoto } from "./held-photo";
import type { Source } from "./source";
import type { Face } from "./types";

const closed = vi.fn();
const made = vi.fn(async () => ({ width: FACE.width, height: FACE.height, close: closed }));
const photo = new Blob(["not looked at here"], { type: "image/png" });

function sourceOf(findFace: Source["findFace"]): Source {
  return {
    choices: async () => [],
    tryOn: async () => Promise.reject(new Error()),
    findFace,
    file: (name) => name,
    privacy: "",
  };
}

beforeEach(() => {
  vi.stubGlobal("createImageBitmap", made);
  closed.mockClear();
});
afterEach(() => vi.unstubAllGlobals());

describe("a photo", () => {
  it("is held as large as the face was told in", async () => {
    const held = new HeldPhoto(sourceOf(async () => FACE));
    await held.take(photo);
    expect(held.photo.value?.face).toBe(FACE);
    const size = { resizeWidth: FACE.width, resizeHeight: FACE.height, imageOrientation: "from-image" };
    expect(made).toHaveBeenCalledWith(photo, expect.objectContaining(size));
  });

  it("is closed and gone when it is forgotten", async () => {
    const held = new HeldPhoto(sourceOf(async () => FACE));
    await held.take(photo);
    held.forget();
    expect([held.photo.value, held.busy.value, closed.mock.calls.length]).toEqual([null, false, 1]);
  });

  it("that was forgotten while its face was sought never comes", async () => {
    let answer: (face: Face) => void = () => {};
    const held = new HeldPhoto(sourceOf(() => new Promise((found) => (answer = found))));
    const taking = held.take(photo);
    held.forget();
    answer(FACE);
    await taking;
    expect([held.photo.value, held.busy.value, held.fault.value, closed.mock.calls.length]).toEqual([
      null,
      false,
      null,
      1,
    ]);
  });

  it("that is refused leaves a sentence and nothing else", async () => {
    const held = new HeldPhoto(sourceOf(async () => Promise.reject(new Refused("No face was found.", "photo", 422))));
    await held.take(photo);
    expect([held.photo.value, held.busy.value]).toEqual([null, false]);
    expect(held.fault.value).toEqual({ sentence: "No face was found.", field: "photo" });
  });
});
