// How long the page works on a picture besides rasterising: the middle and the most of the last 60.
import type { Drawn } from "./stage-types";

const KEPT = 60;

export class Meter {
  private readonly last = new Float64Array(KEPT);
  private frames = 0;

  add(milliseconds: number): void {
    this.last[this.frames % KEPT] = milliseconds;
    this.frames += 1;
  }

  get count(): number {
    return this.frames;
  }

  read(): Drawn {
    const kept = this.last.slice(0, Math.min(KEPT, this.frames)).sort();
    const at = (share: number) => kept[Math.max(0, Math.ceil(share * kept.length) - 1)] ?? 0;
    return { frames: this.frames, client_ms: at(0.5), longest_ms: at(1) };
  }
}
