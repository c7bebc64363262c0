import { afterEach, describe, expect, it } from "vitest";
import { answers } from "./asking";
import { FACE, TABLE, TRY_ON } from "./example";
import type { Source } from "./source";
import { subjectOf } from "./staged";
import { createState } from "./state";
import { CHANNELS, EFFECTS, placeOf, REGIONS } from "./types";

const source: Source = {
  choices: async () => [],
  tryOn: async () => TRY_ON,
  findFace: async () => FACE,
  file: (name) => name,
  privacy: "",
};
const first = answers.value;
const cheek = (channel: (typeof CHANNELS)[number]) => placeOf(REGIONS.indexOf("cheek"), CHANNELS.indexOf(channel));
const picture = { close: () => {} } as ImageBitmap;

function shown() {
  const state = createState(source);
  state.table.value = TABLE;
  state.asking.tryOn.value = TRY_ON;
  state.place.value = 6;
  return state;
}

afterEach(() => {
  answers.value = first;
});

describe("the look", () => {
  it("is the bare face before anything was answered", () => {
    const { look } = createState(source);
    expect([look.value.layout, look.value.sides.length]).toEqual(["single", 1]);
    expect([...look.value.sides[0]!.effects]).toEqual(Array(EFFECTS).fill(0));
  });

  it("shows low, typical, high and no visible change side by side", () => {
    const { layout, sides } = shown().look.value;
    expect([layout, sides.map(({ label }) => label.split(",")[0])]).toEqual([
      "row",
      ["Low", "Typical", "High", "No visible change"],
    ]);
    const lines = sides.map(({ effects }) => effects[cheek("lines")]!);
    expect(lines[0]).toBeLessThan(lines[1]!);
    expect(lines[1]).toBeLessThan(lines[2]!);
    expect(lines[3]).toBe(0);
  });

  it("lights scars from one side on every picture, and a photo as it was taken", () => {
    answers.value = { ...first, concern: "acne-scars" };
    const state = shown();
    expect(state.look.value.light).toBe(state.first.value.light);
    expect(state.look.value.light).toBeDefined();
    state.held.photo.value = { picture, face: FACE };
    expect(state.look.value.light).toBeUndefined();
  });

  it("shows the two ends alone where they are asked for", () => {
    const state = shown();
    state.layout.value = "ends";
    expect(state.look.value.sides.map(({ label }) => label)).toEqual(["Low, week 4", "High, week 4"]);
  });

  it("leaves darkening out until it is asked for", () => {
    const state = shown();
    expect(state.look.value.sides[1]!.effects[cheek("darkening")]).toBe(0);
    state.on.value = new Set([...state.on.value, "darkening"]);
    expect(state.look.value.sides[1]!.effects[cheek("darkening")]).toBeCloseTo(0.02, 6);
  });

  it("has one picture beside before, of the reader's choice", () => {
    const state = shown();
    state.layout.value = "split";
    state.beside.value = "high";
    expect(state.look.value.sides.map(({ label }) => label)).toEqual(["High, week 4"]);
    expect([...state.look.value.before.effects]).toEqual(Array(EFFECTS).fill(0));
  });

  it("leaves out what a photo is too coarse for", () => {
    const state = shown();
    state.held.photo.value = { picture, face: FACE };
    expect(state.look.value.sides[1]!.effects[cheek("lines")]).toBe(0);
    expect(state.look.value.sides[1]!.effects[cheek("spots")]).toBeGreaterThan(0);
  });
});

describe("the subject", () => {
  it("is the default head with the tone of its class, or the photo", () => {
    const state = shown();
    expect(subjectOf(state)).toMatchObject({ kind: "head", skin: { tone: { blood_fraction: 0.01 } } });
    state.held.photo.value = { picture, face: FACE };
    expect(subjectOf(state)).toEqual({ kind: "photo", photo: picture, face: FACE });
  });

  it("decides the tone on which differences are told", () => {
    const state = shown();
    expect(state.ground.value?.tone).toEqual(state.skin.value?.tone);
    state.held.photo.value = { picture, face: FACE };
    expect(state.ground.value?.tone).not.toEqual(state.skin.value?.tone);
  });

  it("follows the answers until the head is set", () => {
    const state = shown();
    const before = state.skin.value!.tone.melanosome_fraction;
    answers.value = { ...first, phototype: "VI" };
    expect(state.skin.value!.tone.melanosome_fraction).toBeGreaterThan(before);
    state.head.value = { ...state.head.value, tone: "light" };
    expect(state.skin.value!.tone.melanosome_fraction).toBeLessThan(before);
  });
});
