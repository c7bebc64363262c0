// From where the block is seen, and how it lands on the picture. The picture has no perspective: a length is as long
// in the back as in front, so that a scale bar holds everywhere.
import type { Place } from "./columns";

export interface View {
  /** Degrees about the upright axis; 45 looks into the corner that is cut away. */
  azimuth: number;
  /** Degrees above the surface. */
  elevation: number;
  zoom: number;
  /** Shift of the picture, as shares of its width. */
  right: number;
  down: number;
}

export const FIRST_VIEW: View = { azimuth: 33, elevation: 34, zoom: 1, right: 0, down: 0 };

const LOWEST = 6;
const HIGHEST = 90;
const LEAST_ZOOM = 0.6;
const MOST_ZOOM = 12;
const MOST_SHIFT = 4;
const TURN_STEP = 7.5;
const ZOOM_STEP = 1.25;
const SHIFT_STEP = 0.06;
const DEGREES = Math.PI / 180;

/** Return the view turned by degrees about the upright axis and upward. */
export function turned(view: View, across: number, up: number): View {
  const azimuth = (((view.azimuth + across) % 360) + 360) % 360;
  return { ...view, azimuth, elevation: clamp(view.elevation + up, LOWEST, HIGHEST) };
}

/** Return the view nearer (more than 1) or farther. */
export function zoomed(view: View, ratio: number): View {
  const zoom = clamp(view.zoom * ratio, LEAST_ZOOM, MOST_ZOOM);
  return { ...view, zoom, right: (view.right * zoom) / view.zoom, down: (view.down * zoom) / view.zoom };
}

/** Return the view with its picture shifted by shares of its width. */
export function shifted(view: View, right: number, down: number): View {
  const most = MOST_SHIFT;
  return { ...view, right: clamp(view.right + right, -most, most), down: clamp(view.down + down, -most, most) };
}

/** Return the view after a key, or null where the key means nothing here; with the shift key arrows move the picture. */
export function keyed(view: View, key: string, shift: boolean): View | null {
  const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (arrow) {
    const [across, up] = arrow as [number, number];
    return shift
      ? shifted(view, SHIFT_STEP * across, -SHIFT_STEP * up)
      : turned(view, TURN_STEP * across, TURN_STEP * up);
  }
  if (key === "+" || key === "=") return zoomed(view, ZOOM_STEP);
  if (key === "-" || key === "_") return zoomed(view, 1 / ZOOM_STEP);
  return key === "Home" || key === "0" ? FIRST_VIEW : null;
}

export interface Frame {
  width: number;
  height: number;
  /** Room kept free at the sides for words, pixels. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Extent {
  side: number;
  top: number;
  bottom: number;
}

/** Where the block's places fall on the picture. */
export interface Projection {
  pixelsPerMicrometre: number;
  /** Pixels from the left and from the top. */
  at: (place: Place) => readonly [x: number, y: number];
  /** Middle of the picture in the block's own directions: how far right and up of the block's middle, um. */
  middle: readonly [number, number];
}

/** Return where places fall; the whole block fits into the frame, however it is turned, at zoom 1. */
export function project(view: View, extent: Extent, frame: Frame): Projection {
  const [a, e] = [view.azimuth * DEGREES, view.elevation * DEGREES];
  const across = Math.SQRT2 * extent.side;
  const tall = across * Math.sin(e) + (extent.bottom - extent.top) * Math.cos(e);
  const room = [frame.width - frame.left - frame.right, frame.height - frame.top - frame.bottom] as const;
  const scale = view.zoom * Math.min(Math.max(40, room[0]) / across, Math.max(40, room[1]) / tall);
  const centre = [
    frame.left + 0.5 * room[0] + view.right * frame.width,
    frame.top + 0.5 * room[1] + view.down * frame.width,
  ] as const;
  const depth = 0.5 * (extent.top + extent.bottom);
  return {
    pixelsPerMicrometre: scale,
    at: ([x, y, z]) => {
      const rightward = x * Math.cos(a) - z * Math.sin(a);
      const upward = (depth - y) * Math.cos(e) - (x * Math.sin(a) + z * Math.cos(a)) * Math.sin(e);
      return [centre[0] + scale * rightward, centre[1] - scale * upward];
    },
    middle: [(0.5 * frame.width - centre[0]) / scale, (centre[1] - 0.5 * frame.height) / scale],
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
