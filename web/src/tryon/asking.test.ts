import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refused } from "../api/client";
import { Asking, answers, chosenFamily, LABORATORY, missing } from "./asking";
import { TRY_ON } from "./example";
import type { Source } from "./source";
import type { Choice, TryOn, TryOnRequest } from "./types";

const CHOICES: readonly Choice[] = ["fractional-1550", "fractional-1927"].map((family) => ({
  family,
  title: family,
  sessions: null,
  interval_weeks: null,
  basis: "",
  kind: "study",
}));

interface Pending {
  request: TryOnRequest;
  answer: (found: TryOn) => void;
  refuse: (fault: unknown) => void;
}

let pending: Pending[] = [];
const source: Source = {
  choices: async () => CHOICES,
  tryOn: (request) => new Promise((answer, refuse) => pending.push({ request, answer, refuse })),
  findFace: async () => Promise.reject(new Error("no photo here")),
  file: (name) => name,
  privacy: "",
};
const first = answers.value;

beforeEach(() => {
  pending = [];
  answers.value = { ...first, age: 45, phototype: "III", concern: "fine-lines" };
});
afterEach(() => {
  answers.value = first;
});

describe("what is asked", () => {
  it("waits for every answer, and names those that are missing", async () => {
    const ask = new Asking(source);
    answers.value = first;
    await ask.ask();
    expect([ask.wanted.value, pending.length]).toEqual([null, 0]);
    expect(missing(first)).toEqual(["your age", "your skin type", "what bothers you"]);
  });

  it("is the first kind of treatment, as published, unless another was chosen", async () => {
    const ask = new Asking(source);
    await ask.askChoices();
    expect(ask.wanted.value).toMatchObject({ family: "fractional-1550", sessions: null, role: "person" });
    ask.change({ family: "fractional-1927", sessions: 4 });
    expect(ask.wanted.value).toMatchObject({ family: "fractional-1927", sessions: 4 });
  });

  it("is nothing for somebody under 18", async () => {
    const ask = new Asking(source);
    await ask.askChoices();
    ask.change({ age: 17 });
    expect([ask.tooYoung.value, ask.adult.value, ask.wanted.value]).toEqual([true, false, null]);
    await ask.ask();
    expect([ask.tryOn.value, pending.length]).toEqual([null, 0]);
  });

  it("is the laboratory's treatment only for clinicians", async () => {
    const ask = new Asking(source, () => ({ settings: { passes: 4 } }));
    await ask.askChoices();
    ask.change({ family: LABORATORY });
    expect(ask.wanted.value).not.toHaveProperty("treatment");
    ask.audience.value = "clinician";
    expect(ask.wanted.value).toMatchObject({ role: "clinician", treatment: { settings: { passes: 4 } } });
    expect(chosenFamily(answers.value, CHOICES, false)).toBe("fractional-1550");
  });
});

describe("what comes", () => {
  it("is the answer to the newest question, in whatever order they come", async () => {
    const ask = new Asking(source);
    await ask.askChoices();
    const older = ask.ask();
    const newer = ask.ask();
    pending[1]!.answer({ ...TRY_ON, title: "newer" });
    await newer;
    pending[0]!.answer({ ...TRY_ON, title: "older" });
    await older;
    expect([ask.tryOn.value?.title, ask.busy.value]).toEqual(["newer", false]);
  });

  it("is a sentence by its field where it was refused", async () => {
    const ask = new Asking(source);
    await ask.askChoices();
    const asked = ask.ask();
    pending[0]!.refuse(new Refused("sessions = 40 is above the limit 12", "sessions", 422));
    await asked;
    expect(ask.fault.value).toEqual({ sentence: "sessions = 40 is above the limit 12", field: "sessions" });
    expect([ask.tryOn.value, ask.busy.value]).toEqual([null, false]);
  });
});
