import { describe, expect, it } from "vitest";
import { TRY_ON } from "./example";
import { at, atPlace, channelsIn, checked, dayAt, highest, placeOfDay, switched, unchanged } from "./frames";
import { CHANNELS, type Channel, placeOf, REGIONS } from "./types";

const cheek = (effects: Float32Array, channel: Channel) =>
  effects[placeOf(REGIONS.indexOf("cheek"), CHANNELS.indexOf(channel))]!;
const everything = { on: new Set(CHANNELS), treated: REGIONS.map(() => true) };

describe("effects at a moment", () => {
  it("are those of a frame on its day, and linear between two", () => {
    expect(cheek(at(TRY_ON, 1, "typical"), "redness")).toBeCloseTo(0.016, 6);
    expect(cheek(at(TRY_ON, 2, "typical"), "redness")).toBeCloseTo(0.012, 6);
    expect(cheek(at(TRY_ON, 2, "high"), "redness")).toBeCloseTo(0.024, 6);
  });

  it("hold before the first frame and after the last", () => {
    expect([...at(TRY_ON, -5, "typical")].every((value) => value === 0)).toBe(true);
    expect(cheek(at(TRY_ON, 5000, "low"), "lines")).toBeCloseTo(0.06, 6);
    expect(cheek(atPlace(TRY_ON, 99, "typical"), "lines")).toBeCloseTo(0.12, 6);
  });

  it("lie region by region, all channels of the first one first", () => {
    const effects = at(TRY_ON, 0, "typical");
    expect(effects).toHaveLength(56);
    expect(effects[2]).toBeCloseTo(0.2, 6); // swelling of the forehead
  });
});

describe("places and days", () => {
  it("undo each other", () => {
    for (const place of [0, 0.5, 3.25, 9, 10])
      expect(placeOfDay(TRY_ON.frames, dayAt(TRY_ON.frames, place))).toBeCloseTo(place, 9);
  });

  it("give the later one of two frames of one day", () => {
    const frames = [0, 0, 1].map((day) => ({ ...TRY_ON.frames[1]!, day }));
    expect(placeOfDay(frames, 0)).toBe(1);
  });
});

describe("what is shown", () => {
  it("leaves out channels that are off and regions that are not treated", () => {
    const effects = at(TRY_ON, 1, "typical");
    const quiet = switched(effects, { ...everything, on: new Set<Channel>(["swelling"]) });
    expect([cheek(quiet, "redness"), cheek(quiet, "swelling")]).toEqual([0, cheek(effects, "swelling")]);
    const bare = switched(effects, { ...everything, treated: REGIONS.map((region) => region !== "cheek") });
    expect([cheek(bare, "swelling"), bare[2]]).toEqual([0, effects[2]]);
  });

  it("keeps the days of healing of somebody in whom nothing lasting is seen", () => {
    const effects = at(TRY_ON, 31, "typical");
    const without = unchanged(effects);
    expect(cheek(without, "redness")).toBe(cheek(effects, "redness"));
    expect(["lines", "scars", "spots"].map((channel) => cheek(without, channel as Channel))).toEqual([0, 0, 0]);
    expect(cheek(effects, "lines")).toBeGreaterThan(0);
  });

  it("names the channels that there are, and their highest", () => {
    expect(channelsIn(TRY_ON)).toEqual(CHANNELS.filter((channel) => channel !== "scars"));
    expect(highest(TRY_ON, REGIONS.indexOf("cheek"), "bronzing", "high")).toBeCloseTo(0.04, 6);
  });
});

describe("a try-on of another form", () => {
  it("is refused in a sentence", () => {
    expect(checked(TRY_ON)).toBe(TRY_ON);
    expect(() => checked({ ...TRY_ON, channels: ["redness"] })).toThrow("load the page anew");
    expect(() => checked({ ...TRY_ON, values: [] })).toThrow("load the page anew");
  });
});
