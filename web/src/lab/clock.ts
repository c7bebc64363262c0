// The moment that pictures show: seconds from the start of the exposure, or the highest temperature reached.
import { signal } from "@preact/signals";
import { column, type Scene } from "../api/scene";
import { timeText } from "../ui/format";
import type { Moment } from "./heat-map";

/** Seconds from the start of the exposure; null shows the highest temperature reached. */
export const clock = signal<number | null>(null);

/** Whether time runs. */
export const playing = signal(false);

/** Return where a time lies among the stored times: 2.5 is halfway from the third to the fourth. */
export function placeOf(times: ArrayLike<number>, time: number): number {
  const last = times.length - 1;
  if (last < 1 || time <= times[0]!) return 0;
  for (let at = 0; at < last; at++) {
    const [from, to] = [times[at]!, times[at + 1]!];
    if (time <= to) return to > from ? at + (time - from) / (to - from) : at;
  }
  return last;
}

/** Return the time at a place among the stored times; what `placeOf` undoes. */
export function timeAt(times: ArrayLike<number>, place: number): number {
  const last = times.length - 1;
  const at = Math.min(Math.max(0, Math.floor(place)), Math.max(0, last - 1));
  const share = Math.min(1, Math.max(0, place - at));
  return last < 1 ? (times[0] ?? 0) : times[at]! + share * (times[at + 1]! - times[at]!);
}

/** Return the moment of a scene at the clock's time. */
export function momentOf(scene: Scene, time: number | null): Moment {
  const times = column(scene, "time_s");
  return time === null || times.length === 0 ? null : placeOf(times, time);
}

/** Return a time in words: "3 ms after the start of the exposure". */
export function clockText(time: number | null): string {
  if (time === null) return "highest temperature reached";
  if (Math.abs(time) < 1e-9) return "start of the exposure";
  return `${timeText(Math.abs(time))} ${time < 0 ? "before" : "after"} the start of the exposure`;
}
