import { describe, expect, it } from "vitest";
import type { SavedCase, SavedJob } from "../api/records";
import { addressOfCase, addressOfJob, dateText, dotted, fileOf, jobsFor, ofKind, readCaseFile } from "./documents";

const TREATMENT = { handpiece: { device: "affirm-1440" }, settings: { passes: 2 } };

const CASE: SavedCase = {
  id: "0d3c",
  name: "cheek",
  kind: "treatment",
  note: "second look",
  created: "2026-01-02T03:04:05Z",
  updated: "2026-01-03T03:04:05Z",
  revision: 4,
  contents: TREATMENT,
};

function job(some: Partial<SavedJob>): SavedJob {
  const rest = { title: "", state: "done", share: 1, ahead: 0, sentence: null, files: [] } as const;
  return {
    ...rest,
    id: "7f",
    created: "",
    started: null,
    ended: null,
    kind: "simulate",
    request: TREATMENT,
    ...some,
  } as SavedJob;
}

describe("a treatment by dotted key", () => {
  it("has every value, however deep, and lists with commas", () => {
    const contents = {
      skin: { layers: { dermis: { thickness_um: 1200 } }, ita_deg: null },
      physics: { perfusion: true },
      handpiece: { profile_radius_um: [0, 1] },
    };
    expect(dotted(contents)).toEqual({
      "skin.layers.dermis.thickness_um": 1200,
      "physics.perfusion": "true",
      "handpiece.profile_radius_um": "0,1",
    });
  });
});

describe("addresses", () => {
  it("open a treatment in the laboratory and a person's case in the planner", () => {
    expect(addressOfCase(CASE)).toBe("#/lab?handpiece.device=affirm-1440&settings.passes=2");
    expect(addressOfCase({ ...CASE, kind: "person" })).toBe("#/planner?case=0d3c");
  });

  it("open what a job computed", () => {
    expect(addressOfJob(job({ kind: "plan" }))).toBe("#/planner?job=7f");
    expect(addressOfJob(job({}))).toBe("#/lab?handpiece.device=affirm-1440&settings.passes=2");
  });

  it("set two treatments side by side, and have no view for three", () => {
    const treatments = { one: TREATMENT, two: { handpiece: { device: "co2-10600" } } };
    expect(addressOfJob(job({ kind: "compare", request: { treatments } }))).toBe(
      "#/lab?handpiece.device=affirm-1440&settings.passes=2&b.handpiece.device=co2-10600",
    );
    const three = { ...treatments, three: TREATMENT };
    expect(addressOfJob(job({ kind: "compare", request: { treatments: three } }))).toBeNull();
  });
});

describe("files of cases", () => {
  it("bring a deleted case back with its name, note and dates", () => {
    expect(fileOf(CASE)).toEqual({
      photomend_cases: 1,
      cases: [
        {
          id: "0d3c",
          name: "cheek",
          kind: "treatment",
          contents: TREATMENT,
          note: "second look",
          created: CASE.created,
          updated: CASE.updated,
        },
      ],
    });
  });

  it("are refused in one sentence where they are none", () => {
    expect(() => readCaseFile("notes.txt", "hello")).toThrow("“notes.txt” is no file of cases");
    expect(() => readCaseFile("list.json", "[1]")).toThrow(/no file of cases/);
    expect(readCaseFile("cases.json", '{"photomend_cases": 1}')).toEqual({ photomend_cases: 1 });
  });
});

describe("the list", () => {
  it("keeps to a kind", () => {
    const entries = [CASE, { ...CASE, id: "1", kind: "person" as const }];
    expect(ofKind(entries, "person").map(({ id }) => id)).toEqual(["1"]);
    expect(ofKind(entries, "all")).toHaveLength(2);
  });

  it("names jobs by devices only to those who may see them", () => {
    const jobs = [job({ kind: "plan" }), job({ kind: "simulate" }), job({ kind: "compare" })];
    expect(jobsFor(jobs, false).map(({ kind }) => kind)).toEqual(["plan"]);
    expect(jobsFor(jobs, true)).toHaveLength(3);
  });

  it("tells a date in words, and what is none as it is", () => {
    expect(dateText("2026-01-02T12:04:05Z")).toMatch(/Jan 2026/);
    expect(dateText("yesterday")).toBe("yesterday");
  });
});
