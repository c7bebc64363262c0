import { describe, expect, it } from "vitest";
import { TRY_ON } from "./example";
import { asSentence, frameAt, jumps, momentText, shortMoment, sinceSession, sinceText, step } from "./moments";

const { frames } = TRY_ON;

describe("the time line", () => {
  it("has buttons for before, the first days, each session and after", () => {
    expect(jumps(frames).map(({ title }) => title)).toEqual([
      "Before",
      "Day 1",
      "Day 3",
      "Day 7",
      "Day 14",
      "Session 2",
      "1 month after the last session",
      "6 months after the last session",
    ]);
    for (const { place } of jumps(frames)) expect(frames[place]).toBeDefined();
  });

  it("steps from frame to frame and stops at its ends", () => {
    expect([step(frames, 2.4, 1), step(frames, 2.4, -1), step(frames, 3, 1), step(frames, 3, -1)]).toEqual([
      3, 2, 4, 2,
    ]);
    expect([step(frames, 0, -1), step(frames, 10, 1)]).toEqual([0, 10]);
    expect(frameAt(frames, 2.9).key).toBe("s1d1");
  });
});

describe("a moment", () => {
  it("counts days from the last session", () => {
    expect(sinceSession(frames, 0)).toBeNull();
    expect(sinceSession(frames, 3)).toEqual({ session: 1, days: 3 });
    expect(sinceSession(frames, 8)).toEqual({ session: 2, days: 3 });
  });

  it("is told in words", () => {
    expect(momentText(TRY_ON, 0)).toBe("Before treatment");
    expect(momentText(TRY_ON, 0.5)).toBe("During session 1 of 2");
    expect(momentText(TRY_ON, 1)).toBe("Just after session 1 of 2");
    expect(momentText(TRY_ON, 3)).toBe("Day 3 after session 1 of 2");
    expect(momentText(TRY_ON, 6.5)).toBe("During session 2 of 2");
    expect(momentText({ ...TRY_ON, sessions: 1 }, 3)).toBe("Day 3 after the session");
    expect(momentText(TRY_ON, 9)).toBe("1 month after the last session");
    expect(momentText(TRY_ON, 9.5)).toBe("Week 15 after session 2 of 2");
    expect(shortMoment(frames, 10)).toBe("Month 6");
    expect([sinceText(0.25), sinceText(30), sinceText(150)]).toEqual(["hour 6", "week 4", "month 5"]);
  });
});

describe("a statement", () => {
  it("becomes a sentence, and stays one", () => {
    expect(asSentence("closing: craters, by their width")).toBe("Closing: craters, by their width.");
    expect(asSentence("Few people were studied.")).toBe("Few people were studied.");
  });
});
