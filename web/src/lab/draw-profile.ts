// A field so wide that only depth matters: temperature against depth over the layers, and where cells died.
import { column, type Scene } from "../api/scene";
import type { Quantity } from "../api/types";
import { drawDepths, mark, title } from "./draw-frame";
import { drawBorders, drawLayers, nameLayers } from "./draw-skin";
import type { HeatMap } from "./heat-map";
import type { Palette } from "./palette";
import { downOf, ticks, type View } from "./window";

type Pen = CanvasRenderingContext2D;

const TICK_PIXELS = 40;
const HATCH = 9;

/** Draw a run against depth; `map` is the moment that is shown. */
export function drawProfile(pen: Pen, view: View, scene: Scene, map: HeatMap | null, palette: Palette): void {
  const { layers } = scene.scene;
  pen.clearRect(0, 0, view.width, view.height);
  pen.save();
  pen.beginPath();
  pen.rect(view.left, view.top, view.innerWidth, view.innerHeight);
  pen.clip();
  drawLayers(pen, view, layers, palette);
  drawBorders(pen, view, layers, palette);
  drawBand(pen, view, scene, palette);
  if (map) drawCurves(pen, view, scene, map, palette);
  nameLayers(pen, view, layers, palette);
  pen.restore();
  pen.font = "11px system-ui, sans-serif";
  pen.strokeStyle = palette.axis;
  pen.fillStyle = palette.soft;
  pen.lineWidth = 1;
  pen.strokeRect(view.left + 0.5, view.top + 0.5, view.innerWidth - 1, view.innerHeight - 1);
  drawDepths(pen, view);
  if (map) drawTemperatures(pen, view, map.range);
}

// Names of the layers stand at the left, so the curves keep to the right of them.
const CLEAR = 110;

function placeOf(view: View, [low, high]: readonly [number, number], value: number): number {
  const left = view.left + Math.min(CLEAR, view.innerWidth * 0.3);
  return left + ((value - low) / (high - low)) * (view.left + view.innerWidth - 14 - left);
}

function drawTemperatures(pen: Pen, view: View, range: readonly [number, number]): void {
  for (const value of ticks(range[0], range[1], view.innerWidth / TICK_PIXELS)) {
    mark(pen, placeOf(view, range, value), view.top + view.innerHeight, String(value), "below");
  }
  title(pen, "temperature (°C)", view.left + view.innerWidth / 2, view.height - 5);
}

function drawCurves(pen: Pen, view: View, scene: Scene, map: HeatMap, palette: Palette): void {
  const peak = column(scene, "peak_temperature");
  curve(pen, view, map, peak, palette.soft, [5, 4], palette);
  if (map.values !== peak) curve(pen, view, map, map.values, palette.text, [], palette);
}

function curve(
  pen: Pen,
  view: View,
  map: HeatMap,
  values: Float32Array,
  colour: string,
  dashes: readonly number[],
  palette: Palette,
): void {
  const rings = map.radius_um.length;
  pen.beginPath();
  map.depth_um.forEach((depth, row) => {
    pen.lineTo(placeOf(view, map.range, values[row * rings]!), downOf(view, depth));
  });
  pen.strokeStyle = palette.halo;
  pen.lineWidth = 4;
  pen.setLineDash([]);
  pen.stroke();
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.setLineDash([...dashes]);
  pen.stroke();
  pen.setLineDash([]);
}

/** Return the band of depths in which cells died on the axis, um; null where none did. */
export function deadBand(scene: Scene): readonly [number, number] | null {
  const wide = scene.summary.full_field;
  const [top, bottom] = [wide?.band_top, wide?.band_bottom] as (Quantity | undefined)[];
  return top && bottom && bottom.value > 0 ? [top.value, bottom.value] : null;
}

function drawBand(pen: Pen, view: View, scene: Scene, palette: Palette): void {
  const band = deadBand(scene);
  if (!band) return;
  const [top, bottom] = band.map((depth) => downOf(view, depth)) as [number, number];
  pen.save();
  pen.beginPath();
  pen.rect(view.left, top, view.innerWidth, bottom - top);
  pen.clip();
  pen.fillStyle = palette.zones.necrosis;
  pen.globalAlpha = 0.18;
  pen.fillRect(view.left, top, view.innerWidth, bottom - top);
  pen.globalAlpha = 0.45;
  pen.strokeStyle = palette.zones.necrosis;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let x = view.left - (bottom - top); x < view.left + view.innerWidth; x += HATCH) {
    pen.moveTo(x, bottom);
    pen.lineTo(x + (bottom - top), top);
  }
  pen.stroke();
  pen.globalAlpha = 1;
  pen.lineWidth = 2;
  pen.strokeRect(view.left - 2, top + 1, view.innerWidth + 4, bottom - top - 2);
  pen.restore();
}
