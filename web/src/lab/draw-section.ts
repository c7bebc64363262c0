// The cross-section of one run: skin at the left of the beam's axis, how hot it became at the right, zones on both.
import { type OutlinePoint, outline, type Scene } from "../api/scene";
import type { ZoneName } from "../api/types";
import { colourTable } from "./colour-map";
import { drawAxes, drawBeam, drawColourBar, drawScaleBar } from "./draw-frame";
import { drawAnatomy, drawBorders, drawLayers, nameLayers } from "./draw-skin";
import type { HeatMap } from "./heat-map";
import { DASHES, type Palette, THRESHOLD_DASHES } from "./palette";
import { locate, middles, paint } from "./raster";
import { thresholdLines } from "./threshold";
import { acrossOf, downOf, type View } from "./window";

type Pen = CanvasRenderingContext2D;

/** How much of the picture the colours of heat cover. */
export type Cover = "half" | "whole" | "none";

export const TABLE = colourTable();
const ORDER: readonly ZoneName[] = ["vaporised", "boiled", "collagen", "necrosis"];
const FILLED: Partial<Record<ZoneName, number>> = { necrosis: 0.22, collagen: 0.3 };
const COARSE = 2; // pixels of the page for one of the map: the field is coarser still

/** Draw a run. `map` is what the colours show, or null where nothing is known by place. */
export function drawSection(
  pen: Pen,
  view: View,
  scene: Scene,
  map: HeatMap | null,
  cover: Cover,
  palette: Palette,
): void {
  const { layers } = scene.scene;
  pen.clearRect(0, 0, view.width, view.height);
  pen.save();
  clipTo(pen, view);
  drawLayers(pen, view, layers, palette);
  drawAnatomy(pen, view, layers, palette);
  if (map && cover !== "none") drawMap(pen, view, map, cover);
  drawBorders(pen, view, layers, palette);
  drawZones(pen, view, scene, map ? cover : "none", palette);
  drawThreshold(pen, view, scene, palette);
  drawVacuole(pen, view, scene, palette);
  if (map && cover === "half") drawAxisLine(pen, view, palette);
  nameLayers(pen, view, layers, palette);
  drawScaleBar(pen, view, palette);
  pen.restore();
  drawAxes(pen, view, palette);
  drawBeam(pen, view, spotOf(scene), palette);
  if (map && cover !== "none") drawColourBar(pen, view, map.range, map.unit, palette);
}

function clipTo(pen: Pen, view: View): void {
  pen.beginPath();
  pen.rect(view.left, view.top, view.innerWidth, view.innerHeight);
  pen.clip();
}

function spotOf(scene: Scene): number {
  return Number(scene.summary.treatment.handpiece?.spot_diameter_um ?? 0);
}

let canvas: OffscreenCanvas | null = null;

// Beyond the last ring of the field nothing is known, so nothing is drawn there.
function drawMap(pen: Pen, view: View, map: HeatMap, cover: Cover): void {
  const edge = Math.min(view.extent.half_um, map.radius_um.at(-1) ?? 0);
  const bottom = Math.min(view.extent.bottom_um, map.depth_um.at(-1) ?? 0);
  const [right, left] = [acrossOf(view, edge), acrossOf(view, 0)];
  const [top, end] = [downOf(view, 0), downOf(view, bottom)];
  const [columns, rows] = [Math.max(2, (right - left) / COARSE), Math.max(2, (end - top) / COARSE)].map(Math.round) as [
    number,
    number,
  ];
  if (!canvas || canvas.width !== columns || canvas.height !== rows) canvas = new OffscreenCanvas(columns, rows);
  const image = new ImageData(columns, rows);
  const down = locate(map.depth_um, middles(0, bottom, rows));
  const across = locate(map.radius_um, middles(0, edge, columns));
  paint(new Uint32Array(image.data.buffer), map.values, map.radius_um.length, down, across, map.range, TABLE);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = true;
  pen.drawImage(canvas, left, top, right - left, end - top);
  if (cover === "half") return;
  pen.save();
  pen.translate(2 * left, 0);
  pen.scale(-1, 1);
  pen.drawImage(canvas, left, top, right - left, end - top);
  pen.restore();
}

function drawAxisLine(pen: Pen, view: View, palette: Palette): void {
  const x = Math.round(acrossOf(view, 0)) + 0.5;
  pen.strokeStyle = palette.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, view.top);
  pen.lineTo(x, view.top + view.innerHeight);
  pen.stroke();
}

// Colours of heat stay free: zones are filled where there are none, unless the tissue is gone.
function drawZones(pen: Pen, view: View, scene: Scene, cover: Cover, palette: Palette): void {
  const zones = ORDER.map((name) => [name, outline(scene, name)] as const).filter(([, points]) => points.length > 1);
  for (const [name, points] of [...zones].reverse()) {
    if (name === "vaporised") fill(pen, view, points, palette.air, 1, false);
    else if (cover !== "whole") fill(pen, view, points, palette.zones[name], FILLED[name] ?? 0, cover === "half");
  }
  for (const [name, points] of [...zones].reverse()) stroke(pen, view, name, points, palette);
}

function fill(
  pen: Pen,
  view: View,
  points: readonly OutlinePoint[],
  colour: string,
  alpha: number,
  left: boolean,
): void {
  if (alpha === 0) return;
  pen.save();
  pen.beginPath();
  if (left) pen.rect(view.left, view.top, view.innerWidth / 2, view.innerHeight);
  else pen.rect(view.left, view.top, view.innerWidth, view.innerHeight);
  pen.clip();
  trace(pen, view, points, true);
  pen.fillStyle = colour;
  pen.globalAlpha = alpha;
  pen.fill();
  pen.restore();
}

const LINE = 2;

function stroke(pen: Pen, view: View, name: ZoneName, points: readonly OutlinePoint[], palette: Palette): void {
  trace(pen, view, points, points[0]!.depth_um > 0);
  outlined(pen, palette.zones[name], DASHES[name], palette);
}

// Draws the path with a halo, so that it shows on any ground.
function outlined(pen: Pen, colour: string, dashes: readonly number[], palette: Palette): void {
  pen.lineJoin = "round";
  pen.lineCap = "butt";
  pen.strokeStyle = palette.halo;
  pen.lineWidth = LINE + 2;
  pen.setLineDash([]);
  pen.stroke();
  pen.strokeStyle = colour;
  pen.lineWidth = LINE;
  pen.setLineDash(dashes.map((length) => LINE * length));
  pen.stroke();
  pen.setLineDash([]);
}

function trace(pen: Pen, view: View, points: readonly OutlinePoint[], closed: boolean): void {
  pen.beginPath();
  for (const { depth_um, half_um } of points) pen.lineTo(acrossOf(view, -half_um), downOf(view, depth_um));
  for (const { depth_um, half_um } of [...points].reverse())
    pen.lineTo(acrossOf(view, half_um), downOf(view, depth_um));
  if (closed) pen.closePath();
}

// Beyond this line melanin absorbs more than the threshold of breakdown.
function drawThreshold(pen: Pen, view: View, scene: Scene, palette: Palette): void {
  for (const points of thresholdLines(scene)) {
    for (const side of [1, -1]) {
      pen.beginPath();
      for (const { depth_um, half_um } of points) pen.lineTo(acrossOf(view, side * half_um), downOf(view, depth_um));
      outlined(pen, palette.text, THRESHOLD_DASHES, palette);
    }
  }
}

function drawVacuole(pen: Pen, view: View, scene: Scene, palette: Palette): void {
  const figures = scene.summary.breakdown;
  const diameter = figures?.vacuole_diameter?.value ?? 0;
  if (diameter === 0) return;
  const middle = (figures?.vacuole_bottom?.value ?? 0) - diameter / 2;
  pen.beginPath();
  const [x, y] = [acrossOf(view, 0), downOf(view, middle)];
  pen.ellipse(x, y, (diameter / 2) * view.perUmAcross, (diameter / 2) * view.perUmDown, 0, 0, 2 * Math.PI);
  outlined(pen, palette.zones.vaporised, [], palette);
}
