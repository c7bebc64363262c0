// The window of a picture: which part of the skin is shown, and where each length lies in pixels.
import type { Scene } from "../api/scene";

/** What is shown of the skin, um. */
export interface Extent {
  top_um: number;
  bottom_um: number;
  half_um: number;
}

/** The frame of a drawing: its whole size and its inner rectangle, in pixels of the page. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  top: number;
  innerWidth: number;
  innerHeight: number;
}

/** A frame with an extent, and the scales between them. */
export interface View extends Frame {
  extent: Extent;
  perUmAcross: number;
  perUmDown: number;
  /** How many times depth is stretched; 1 is to scale. */
  stretch: number;
}

const BREAKDOWN_DEPTH_UM = 150;
const MARGIN = { left: 54, top: 26, right: 70, bottom: 40 };
const NARROW = 460; // pixels: below this the margins shrink
const NARROW_MARGIN = { left: 44, top: 26, right: 58, bottom: 40 };
const TALLEST = 0.96; // of the inner width: twice the least half width of a scene, so that heat fills its half
const FLATTEST = 0.55;
const STRETCH_BEYOND = 4; // times as wide as deep

/** Return what of a scene is worth showing. */
export function extentOf(scene: Scene): Extent {
  const { layers, mechanism, depth_shown_um, half_width_um } = scene.scene;
  const top_um = Math.min(0, ...layers.map((layer) => layer.top_um));
  if (mechanism !== "breakdown") return { top_um, bottom_um: depth_shown_um, half_um: half_width_um };
  const vacuole = scene.summary.breakdown?.vacuole_bottom?.value ?? 0;
  return { top_um, bottom_um: Math.max(BREAKDOWN_DEPTH_UM, 1.2 * vacuole), half_um: half_width_um };
}

/** Return an extent that holds several. */
export function jointExtent(extents: readonly Extent[]): Extent {
  return {
    top_um: Math.min(...extents.map((one) => one.top_um)),
    bottom_um: Math.max(...extents.map((one) => one.bottom_um)),
    half_um: Math.max(...extents.map((one) => one.half_um)),
  };
}

/** Return the view of an extent in a picture so many pixels wide: to scale, more skin shown where there is room. */
export function viewOf(extent: Extent, width: number): View {
  const margin = width < NARROW ? NARROW_MARGIN : MARGIN;
  const innerWidth = Math.max(80, width - margin.left - margin.right);
  const deep = extent.bottom_um - extent.top_um;
  const ratio = deep / (2 * extent.half_um);
  const stretch = ratio < 1 / STRETCH_BEYOND ? FLATTEST / ratio : 1;
  const innerHeight = innerWidth * Math.min(TALLEST, Math.max(FLATTEST, ratio * stretch));
  const perUmDown = innerHeight / deep;
  const perUmAcross = Math.min(perUmDown / stretch, innerWidth / (2 * extent.half_um));
  return fitted(
    {
      width,
      height: innerHeight + margin.top + margin.bottom,
      left: margin.left,
      top: margin.top,
      innerWidth,
      innerHeight,
    },
    extent,
    perUmAcross,
    stretch,
  );
}

function fitted(frame: Frame, extent: Extent, perUmAcross: number, stretch: number): View {
  const perUmDown = perUmAcross * stretch;
  const shown = {
    top_um: extent.top_um,
    bottom_um: extent.top_um + frame.innerHeight / perUmDown,
    half_um: frame.innerWidth / 2 / perUmAcross,
  };
  return { ...frame, extent: shown, perUmAcross, perUmDown, stretch };
}

/** Return where a distance from the axis lies, pixels from the left. */
export function acrossOf(view: View, x_um: number): number {
  return view.left + view.innerWidth / 2 + x_um * view.perUmAcross;
}

/** Return where a depth lies, pixels from the top. */
export function downOf(view: View, depth_um: number): number {
  return view.top + (depth_um - view.extent.top_um) * view.perUmDown;
}

/** Return round places between two ends, at most `most` of them. */
export function ticks(low: number, high: number, most: number): number[] {
  const raw = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((head) => head * power).find((one) => one >= raw * 0.999999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(9)));
}
