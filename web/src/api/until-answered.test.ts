import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GONE, Refused, Unanswered } from "./client";
import { untilAnswered } from "./until-answered";

function answersAfter(failures: number, fault: Error): () => Promise<string> {
  let asked = 0;
  return () => (asked++ < failures ? Promise.reject(fault) : Promise.resolve("answer"));
}

describe("a question that is asked again", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is answered once the server is back, and tells each time that it is not", async () => {
    const told: string[] = [];
    const ask = answersAfter(3, new Unanswered());
    const found = untilAnswered(ask, new AbortController().signal, (fault) => told.push(fault.message));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await found).toBe("answer");
    expect(told).toEqual([GONE, GONE, GONE]);
  });

  it("is not asked again once it is refused", async () => {
    const ask = vi.fn(answersAfter(1, new Refused("That is not there any more.", null, 404)));
    await expect(untilAnswered(ask, new AbortController().signal, () => undefined)).rejects.toThrow("not there");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("is left when nobody wants the answer any more", async () => {
    const stop = new AbortController();
    const ask = vi.fn(answersAfter(9, new Unanswered()));
    const found = untilAnswered(ask, stop.signal, () => stop.abort()).catch((fault: unknown) => fault);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await found).toMatchObject({ name: "AbortError" });
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
