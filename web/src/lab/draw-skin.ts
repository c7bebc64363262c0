// Skin in cross-section: layers to scale, and a follicle and vessels of typical size to compare the wound with.
import type { LayerBand } from "../api/scene";
import type { Palette } from "./palette";
import { acrossOf, downOf, type View } from "./window";

type Pen = CanvasRenderingContext2D;

/** Typical sizes, um, drawn for comparison; none of them enters the computation [Otberg2004]. */
export const TYPICAL = {
  follicle_width: 100,
  follicle_length: 800,
  capillary: 10,
  superficial_vessel: 25,
  deep_vessel: 60,
  papilla_pitch: 110,
} as const;

const NAMED_FROM = 13; // pixels: thinner layers are named beside, by a line
const FOLLICLE_PLACE = -0.68; // of the half width

/** Draw the layers over the whole width. */
export function drawLayers(pen: Pen, view: View, layers: readonly LayerBand[], palette: Palette): void {
  pen.fillStyle = palette.air;
  pen.fillRect(view.left, view.top, view.innerWidth, view.innerHeight);
  for (const layer of layers) {
    const top = downOf(view, Math.max(layer.top_um, view.extent.top_um));
    const bottom = downOf(view, Math.min(layer.bottom_um, view.extent.bottom_um));
    if (bottom <= top) continue;
    pen.fillStyle = palette.layers[layer.name] ?? palette.layers.reticular_dermis!;
    pen.fillRect(view.left, top, view.innerWidth, bottom - top);
  }
}

/** Draw the borders between layers; the skin's surface is a stronger line. */
export function drawBorders(pen: Pen, view: View, layers: readonly LayerBand[], palette: Palette): void {
  for (const layer of layers) {
    if (layer.top_um >= view.extent.bottom_um) continue;
    const at = Math.round(downOf(view, layer.top_um)) + 0.5;
    pen.strokeStyle = palette.axis;
    pen.globalAlpha = layer.top_um === 0 ? 1 : 0.55;
    pen.lineWidth = layer.top_um === 0 ? 1.5 : 1;
    line(pen, view.left, at, view.left + view.innerWidth, at);
  }
  pen.globalAlpha = 1;
}

/** Write the names of the layers at the left, moved apart where they would meet. */
export function nameLayers(pen: Pen, view: View, layers: readonly LayerBand[], palette: Palette): void {
  pen.font = "11px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  let free = view.top;
  for (const layer of layers) {
    const top = downOf(view, Math.max(layer.top_um, view.extent.top_um));
    const bottom = downOf(view, Math.min(layer.bottom_um, view.extent.bottom_um));
    if (bottom - top < 1) continue;
    const at = Math.max((top + bottom) / 2, free + NAMED_FROM / 2);
    if (at + NAMED_FROM / 2 > view.top + view.innerHeight) break;
    const width = pen.measureText(layer.title).width;
    pen.fillStyle = palette.plate;
    pen.fillRect(view.left + 3, at - 7, width + 6, 14);
    pen.fillStyle = palette.text;
    pen.fillText(layer.title, view.left + 6, at + 0.5);
    free = at + NAMED_FROM / 2 + 1;
  }
}

/** Draw a fine hair's follicle and the vessels of the dermis, for size. */
export function drawAnatomy(pen: Pen, view: View, layers: readonly LayerBand[], palette: Palette): void {
  const depth = (name: string) => layers.find((layer) => layer.name === name);
  const papillary = depth("papillary_dermis");
  const reticular = depth("reticular_dermis");
  if (!papillary || !reticular) return;
  drawVessels(pen, view, papillary, reticular, palette);
  drawFollicle(pen, view, palette);
}

function drawVessels(pen: Pen, view: View, papillary: LayerBand, reticular: LayerBand, palette: Palette): void {
  pen.strokeStyle = palette.vessel;
  pen.globalAlpha = 0.6;
  pen.lineCap = "round";
  const end = view.extent.half_um;
  const plexus = papillary.bottom_um + 40;
  wave(pen, view, plexus, TYPICAL.superficial_vessel, 300, 14, end);
  wave(pen, view, reticular.bottom_um - 80, TYPICAL.deep_vessel, 700, 40, end);
  pen.lineWidth = Math.max(0.75, TYPICAL.capillary * view.perUmAcross);
  for (let x = -TYPICAL.papilla_pitch * Math.floor(end / TYPICAL.papilla_pitch); x < end; x += TYPICAL.papilla_pitch) {
    loop(pen, view, x, papillary.top_um + 12, plexus);
  }
  pen.globalAlpha = 1;
}

function wave(pen: Pen, view: View, depth: number, width: number, length: number, rise: number, end: number): void {
  if (depth - width > view.extent.bottom_um) return;
  pen.lineWidth = Math.max(1, width * view.perUmAcross);
  pen.beginPath();
  for (let x = -end; x <= end; x += length / 24) {
    pen.lineTo(acrossOf(view, x), downOf(view, depth + rise * Math.sin((2 * Math.PI * x) / length)));
  }
  pen.stroke();
}

function loop(pen: Pen, view: View, x: number, top: number, bottom: number): void {
  const [left, right, middle] = [x - 12, x + 12, x].map((place) => acrossOf(view, place)) as [number, number, number];
  pen.beginPath();
  pen.moveTo(left, downOf(view, bottom));
  pen.quadraticCurveTo(left, downOf(view, top), middle, downOf(view, top));
  pen.quadraticCurveTo(right, downOf(view, top), right, downOf(view, bottom));
  pen.stroke();
}

function drawFollicle(pen: Pen, view: View, palette: Palette): void {
  const x = FOLLICLE_PLACE * view.extent.half_um;
  const half = TYPICAL.follicle_width / 2;
  const [left, right] = [acrossOf(view, x - half), acrossOf(view, x + half)];
  const [surface, bulb, end] = [0, 0.85, 1].map((share) => downOf(view, share * TYPICAL.follicle_length)) as [
    number,
    number,
    number,
  ];
  pen.fillStyle = palette.follicle;
  pen.globalAlpha = 0.75;
  pen.beginPath();
  pen.moveTo(left, surface);
  pen.lineTo(acrossOf(view, x - 0.6 * half), downOf(view, 0.3 * TYPICAL.follicle_length));
  pen.lineTo(acrossOf(view, x - 0.6 * half), downOf(view, 0.7 * TYPICAL.follicle_length));
  pen.quadraticCurveTo(left, bulb, acrossOf(view, x), end);
  pen.quadraticCurveTo(right, bulb, acrossOf(view, x + 0.6 * half), downOf(view, 0.7 * TYPICAL.follicle_length));
  pen.lineTo(acrossOf(view, x + 0.6 * half), downOf(view, 0.3 * TYPICAL.follicle_length));
  pen.lineTo(right, surface);
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = palette.hair;
  pen.lineWidth = Math.max(1, 0.16 * TYPICAL.follicle_width * view.perUmAcross);
  line(pen, acrossOf(view, x), downOf(view, view.extent.top_um), acrossOf(view, x), bulb);
}

function line(pen: Pen, fromX: number, fromY: number, toX: number, toY: number): void {
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}
