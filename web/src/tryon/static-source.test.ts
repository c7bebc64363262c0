import { afterEach, describe, expect, it, vi } from "vitest";
import { Refused } from "../api/client";
import { references } from "../api/references";
import { ageNote, type Contents, nearest, pathOf, staticSource } from "./static-source";
import type { TryOnRequest } from "./types";

const CONTENTS: Contents = {
  version: "0.1.0",
  phototypes: ["II", "VI"],
  ages_years: [30, 45, 60],
  choices: { "fine-lines": [{ family: "fractional-1550" }] } as unknown as Contents["choices"],
  refused: { "fine-lines/fractional-1550/VI-30": "No study had skin like this." },
  references: { Alster2007: "Alster 2007" },
};
const ASKED: TryOnRequest = {
  role: "person",
  concern: "fine-lines",
  phototype: "II",
  age_years: 45,
  family: "fractional-1550",
  sessions: null,
  interval_weeks: null,
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the course of an export", () => {
  it("is that of the nearest age", () => {
    expect(nearest([30, 45, 60], 38)).toBe(45);
    expect(nearest([30, 45, 60], 19)).toBe(30);
    expect(pathOf(CONTENTS, { ...ASKED, age_years: 71 })).toBe("fine-lines/fractional-1550/II-60");
  });

  it("says so where it is that of another age", () => {
    expect(ageNote(CONTENTS, ASKED)).toEqual([]);
    expect(ageNote(CONTENTS, { ...ASKED, age_years: 71 })).toEqual([
      "The export holds the ages 30, 45 and 60; the nearest, 60, is shown.",
    ]);
  });
});

describe("an export", () => {
  it("answers from its files alone", async () => {
    const asked = serve({
      "courses/index.json": CONTENTS,
      "courses/fine-lines/fractional-1550/II-45.json.gz": { notes: ["a"] },
    });
    const source = await staticSource();
    expect(await source.choices("fine-lines", "person")).toHaveLength(1);
    expect(await source.choices("melasma", "person")).toEqual([]);
    expect((await source.tryOn(ASKED)).notes).toEqual(["a"]);
    expect(source.offers?.concerns).toEqual(["fine-lines"]);
    expect(references.value).toEqual(CONTENTS.references);
    expect(asked).toEqual(["courses/index.json", "courses/fine-lines/fractional-1550/II-45.json.gz"]);
  });

  it("tells why a course is not there, and takes no treatment of one's own", async () => {
    serve({ "courses/index.json": CONTENTS });
    const source = await staticSource();
    await expect(source.tryOn({ ...ASKED, phototype: "VI", age_years: 20 })).rejects.toThrow("No study had skin");
    await expect(source.tryOn({ ...ASKED, family: null, treatment: {} })).rejects.toThrow(Refused);
    await expect(source.tryOn(ASKED)).rejects.toThrow("copy the whole folder");
  });

  it("without its files says so in a sentence", async () => {
    serve({});
    await expect(staticSource()).rejects.toThrow("courses/index.json is not beside this page");
  });
});

function serve(files: Record<string, unknown>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return address in files ? new Response(JSON.stringify(files[address])) : new Response("", { status: 404 });
  });
  return asked;
}
