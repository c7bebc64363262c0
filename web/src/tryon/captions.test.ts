import { describe, expect, it } from "vitest";
import { changeText, directedText, peopleText, regionRows, summary, told, unchangedText } from "./captions";
import { skinLab } from "./colour-table";
import { TABLE, TRY_ON } from "./example";
import { momentOf } from "./state";
import { CHANNELS, type Channel, REGIONS } from "./types";

const ground = { table: TABLE, tone: TRY_ON.base };
const all = REGIONS.map(() => true);
const on = (...channels: Channel[]) => ({ on: new Set<Channel>(channels), treated: all });
const moment = (place: number, ...channels: Channel[]) => momentOf(TRY_ON, place, on(...channels));

describe("a change", () => {
  it("of redness is told as an instrument reads it", () => {
    const expected = skinLab(TABLE, 0.04, 0.03)[1] - skinLab(TABLE, 0.04, 0.01)[1];
    expect(told("redness", 0.02, ground)).toBeCloseTo(expected, 9);
    expect(told("redness", 0.02, null)).toBeNull();
    expect(told("bronzing", 0.02, ground)).toBeLessThan(0);
    expect(told("lines", 0.12, null)).toBeCloseTo(12, 9);
  });

  it("is written with its sign, its unit and its range", () => {
    expect(changeText("redness", { low: 3, typical: 6.14, high: 10 })).toBe("+6.1\u00a0a* (+3.0 to +10.0)");
    expect(changeText("lines", { low: -2, typical: 4, high: 9 })).toBe("+4\u00a0% (−2 to +9)");
    expect(changeText("swelling", { low: 0, typical: 0.001, high: 0.004 })).toBe("none");
  });
});

describe("a moment in words", () => {
  it("names each effect where it is strongest", () => {
    const text = summary(moment(3, "redness", "swelling"), ["redness", "swelling"], all, ground);
    expect(text).toMatch(/^Redness \d.*a\* redder \(.*\), most on the cheeks; swelling 0\.10\u00a0mm .*cheeks\.$/);
  });

  it("tells its direction by words where all agree, by signs where they do not", () => {
    expect(directedText("lines", { low: 6, typical: 12, high: 24 })).toBe("12\u00a0% shallower (6 to 24)");
    expect(directedText("bronzing", { low: 0, typical: -2.04, high: -5 })).toBe("2.0\u00a0L* darker (0 to 5.0)");
    expect(directedText("lines", { low: -2, typical: 4, high: 9 })).toBe("+4\u00a0% (−2 to +9)");
    expect(directedText("lines", { low: 0, typical: 0.1, high: 0.2 })).toBeNull();
    expect(directedText("spots", { low: 0, typical: 0.1, high: 1 })).toBe("up to 1\u00a0% fainter");
  });

  it("names no region where all are alike", () => {
    const lines = {
      low: new Float32Array(56),
      typical: new Float32Array(56).fill(0.12),
      high: new Float32Array(56).fill(0.3),
    };
    expect(summary(lines, ["lines"], all, ground)).toBe("Fine lines 12\u00a0% shallower (0 to 30).");
    const one = REGIONS.map((region) => region === "nose");
    expect(summary(moment(10, "lines"), ["lines"], one, ground)).toMatch(/^Fine lines 6\u00a0% shallower[^,]*$/);
  });

  it("says so where there is nothing", () => {
    expect(summary(moment(0, "redness"), ["redness"], all, ground)).toBe("Nothing that is shown differs from before.");
    const none = REGIONS.map(() => false);
    expect(summary(moment(3, "redness"), ["redness"], none, ground)).toMatch(/No region/);
  });

  it("has a row for each treated region, and says what is not known", () => {
    const treated = REGIONS.map((region) => region === "cheek" || region === "chin");
    const rows = regionRows(moment(10, "lines", "redness"), ["lines", "redness"], treated, ground);
    expect(rows.map(({ region }) => region)).toEqual(["cheek", "chin"]);
    expect(rows[0]!.cells).toEqual(["+12\u00a0% (+6 to +24)", "none"]);
    expect(regionRows(moment(1, "redness"), ["redness"], treated, null)[0]!.cells).toEqual(["not known"]);
  });

  it("leaves out what is switched off", () => {
    const shown = momentOf(TRY_ON, 3, on("swelling"));
    expect(regionRows(shown, [...CHANNELS], all, ground)[3]!.cells[0]).toBe("none");
  });
});

describe("shares of people", () => {
  it("are told of ten, rare ones of a hundred or of a thousand", () => {
    expect(peopleText(TRY_ON.unchanged.after_one_session!)).toBe("about 3 of 10 people (between 2 and 4 of 10)");
    expect(peopleText(TRY_ON.unchanged.after_course!)).toBe("about 3 of 100 people (between 1 and 8 of 100)");
    const rare = { ...TRY_ON.unchanged.after_course!, value: 0.002, low: 0.0005, high: 0.014 };
    expect(peopleText(rare)).toBe("about 2 of 1000 people (between 1 and 14 of 1000)");
  });

  it("are a sentence, also where they are not known", () => {
    expect(unchangedText(TRY_ON.unchanged.after_one_session, "after one session")).toMatch(/^About 3 of 10 people/);
    expect(unchangedText(null, "after the whole course")).toMatch(/is not known\.$/);
  });
});
