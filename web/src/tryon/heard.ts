// The look last asked for, in arrays that are made once: a look may be handed over at every frame and changed after.
import { BEFORE } from "./columns";
import type { Look } from "./stage-types";
import { EFFECTS, REGIONS } from "./types";

const MOST_SIDES = 4;
const FIRST_LIGHT = { azimuth_deg: -26, elevation_deg: 32 };
const DEGREES = Math.PI / 180;

export class Heard {
  layout: Look["layout"] = "single";
  split = 0.5;
  paint = false;
  whole = false;
  count = 1;
  readonly treated = new Float32Array(REGIONS.length);
  /** Towards the lamp: right, up, to the viewer. */
  readonly lamp = new Float32Array(3);
  private readonly effects = Array.from({ length: MOST_SIDES + 1 }, () => new Float32Array(EFFECTS));
  private readonly labels = new Array<string>(MOST_SIDES + 1).fill("");

  constructor() {
    this.turnLamp(FIRST_LIGHT.azimuth_deg, FIRST_LIGHT.elevation_deg);
  }

  /** Take a look over; returns whether anything differs from the one before. */
  hear(look: Look): boolean {
    const { layout, split, paint } = look;
    const count = Math.min(MOST_SIDES, look.sides.length);
    const whole = look.fit === "whole";
    let differs = this.layout !== layout || this.count !== count || this.paint !== paint || this.whole !== whole;
    differs ||= layout === "split" && this.split !== split;
    Object.assign(this, { layout, count, paint, whole, split });
    if (this.side(BEFORE, look.before.effects, look.before.label)) differs = true;
    for (let side = 0; side < count; side += 1)
      if (this.side(side, look.sides[side]!.effects, look.sides[side]!.label)) differs = true;
    for (let region = 0; region < this.treated.length; region += 1)
      if (put(this.treated, region, look.treated[region] ? 1 : 0)) differs = true;
    const { azimuth_deg, elevation_deg } = look.light ?? FIRST_LIGHT;
    return this.turnLamp(azimuth_deg, elevation_deg) || differs;
  }

  /** Return the effects of a side, or of the one before. */
  of(side: number): Float32Array {
    return this.effects[side + 1]!;
  }

  labelOf(side: number): string {
    return this.labels[side + 1]!;
  }

  private side(side: number, effects: Float32Array, label: string): boolean {
    const kept = this.of(side);
    let differs = false;
    for (let place = 0; place < kept.length; place += 1) if (put(kept, place, effects[place] ?? 0)) differs = true;
    this.labels[side + 1] = label;
    return differs;
  }

  private turnLamp(azimuth_deg: number, elevation_deg: number): boolean {
    const [azimuth, elevation] = [azimuth_deg * DEGREES, elevation_deg * DEGREES];
    const right = put(this.lamp, 0, Math.sin(azimuth) * Math.cos(elevation));
    const up = put(this.lamp, 1, Math.sin(elevation));
    return put(this.lamp, 2, Math.cos(azimuth) * Math.cos(elevation)) || right || up;
  }
}

/** Write a number; what is none is written as 0. Returns whether it differs from the one before. */
function put(into: Float32Array, place: number, value: number): boolean {
  const rounded = Math.fround(Number.isFinite(value) ? value : 0);
  if (into[place] === rounded) return false;
  into[place] = rounded;
  return true;
}
