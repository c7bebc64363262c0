import { afterEach, describe, expect, it, vi } from "vitest";
import { GONE, get, post, Refused } from "./client";

function answer(body: string, status: number): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
}

async function faultOf(work: Promise<unknown>): Promise<Refused> {
  return work.then(
    () => {
      throw new Error("nothing was refused");
    },
    (fault: unknown) => fault as Refused,
  );
}

describe("a request", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("gives the answer", async () => {
    answer('{"version": "1"}', 200);
    expect(await get("about")).toEqual({ version: "1" });
  });

  it("is refused in the server's sentence, with the field", async () => {
    answer('{"sentence": "settings.passes = 0 is below 1; give 1", "field": "settings.passes"}', 422);
    const fault = await faultOf(post("check", {}));
    expect(fault).toBeInstanceOf(Refused);
    expect([fault.message, fault.field, fault.status]).toEqual([
      "settings.passes = 0 is below 1; give 1",
      "settings.passes",
      422,
    ]);
  });

  it("has a sentence where the server has none", async () => {
    answer("<html>", 500);
    expect((await faultOf(get("about"))).message).toMatch(/^The server failed/);
    answer("", 404);
    expect((await faultOf(get("cases/1"))).message).toMatch(/not there any more/);
  });

  it("says so when no server answers", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    expect((await faultOf(get("about"))).message).toBe(GONE);
  });
});
