import { describe, expect, test } from "vitest";
import { BEFORE } from "./columns";
import { Heard } from "./heard";
import { Meter } from "./meter";
import type { Look } from "./stage-types";
import { EFFECTS } from "./types";

function look(change: Partial<Look> = {}): Look {
  const side = () => ({ effects: new Float32Array(EFFECTS), label: "" });
  const treated = [true, false, false, false, false, false, false];
  return { layout: "split", before: side(), sides: [side()], split: 0.5, paint: false, treated, ...change };
}

describe("a look that was heard", () => {
  test("asks for a picture only when something differs", () => {
    const heard = new Heard();
    expect(heard.hear(look())).toBe(true);
    expect(heard.hear(look())).toBe(false);
    expect(heard.hear(look({ split: 0.6 }))).toBe(true);
    expect(heard.hear(look({ split: 0.6, paint: true }))).toBe(true);
    expect(heard.hear(look({ split: 0.6, paint: true, light: { azimuth_deg: 40, elevation_deg: 10 } }))).toBe(true);
  });

  test("sees that an array changed though it is the same one", () => {
    const heard = new Heard();
    const asked = look();
    heard.hear(asked);
    asked.sides[0]!.effects[13] = 0.1;
    expect(heard.hear(asked)).toBe(true);
    expect(heard.of(0)[13]).toBeCloseTo(0.1, 6);
    expect(heard.of(BEFORE)[13]).toBe(0);
  });

  test("takes what is not a number for none", () => {
    const heard = new Heard();
    const asked = look();
    asked.sides[0]!.effects[0] = Number.NaN;
    heard.hear(asked);
    expect(heard.of(0)[0]).toBe(0);
  });
});

test("the meter tells the middle and the most of the last sixty pictures", () => {
  const meter = new Meter();
  for (let picture = 0; picture < 100; picture += 1) meter.add(picture < 40 ? 50 : picture === 99 ? 9 : 1);
  expect(meter.read()).toEqual({ frames: 100, client_ms: 1, longest_ms: 9 });
});
