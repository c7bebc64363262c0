// From where a subject is seen, and how large: pure, so that pictures of all columns follow from the same numbers.
import type { Orbit } from "./stage-types";

/** A photo shows one side of a face, so it turns a little; a head turns all round. */
export const LIMITS = {
  photo: { yaw: 30, pitch: 25, around: false },
  head: { yaw: 180, pitch: 50, around: true },
} as const;

export const FIRST_ORBIT: Orbit = { yaw_deg: 0, pitch_deg: 0, zoom: 1, right: 0, down: 0 };
const LEAST_ZOOM = 0.4;
const MOST_ZOOM = 10;
const MOST_SHIFT = 4;

/** Return the orbit within a subject's limits; what is not a number becomes that of the first orbit. */
export function within(orbit: Orbit, subject: "photo" | "head"): Orbit {
  const { yaw, pitch, around } = LIMITS[subject];
  const turned = number(orbit.yaw_deg, 0);
  return {
    yaw_deg: around ? wrapped(turned) : clamp(turned, -yaw, yaw),
    pitch_deg: clamp(number(orbit.pitch_deg, 0), -pitch, pitch),
    zoom: clamp(number(orbit.zoom, 1), LEAST_ZOOM, MOST_ZOOM),
    right: clamp(number(orbit.right, 0), -MOST_SHIFT, MOST_SHIFT),
    down: clamp(number(orbit.down, 0), -MOST_SHIFT, MOST_SHIFT),
  };
}

/** A rectangle that the picture shows at zoom 1: its middle and its size in the subject's own lengths. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Return the length that one pixel spans, so that the whole box fits into a column. */
export function lengthPerPixel(box: Box, width: number, height: number, zoom: number): number {
  return Math.max(box.width / Math.max(1, width), box.height / Math.max(1, height)) / zoom;
}

/** Return the box around places [x, y, ...] of a stride, larger by a factor. */
export function boxOf(places: ArrayLike<number>, stride: number, count: number, larger: number): Box {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let place = 0; place < count; place += 1)
    for (const axis of [0, 1] as const) {
      const at = places[stride * place + axis]!;
      low[axis] = Math.min(low[axis]!, at);
      high[axis] = Math.max(high[axis]!, at);
    }
  const [width, height] = [larger * (high[0]! - low[0]!), larger * (high[1]! - low[1]!)];
  return { x: 0.5 * (low[0]! + high[0]!), y: 0.5 * (low[1]! + high[1]!), width, height };
}

function wrapped(degrees: number): number {
  const turned = (((degrees + 180) % 360) + 360) % 360;
  return turned - 180;
}

function number(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
