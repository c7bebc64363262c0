// Draws a square of skin with its zones on a two-dimensional canvas, to scale, with a bar of one millimetre.
import { flakes, HALO, type PatchColours, type PatchState } from "./patch";
import type { Zones } from "./types";

const BAR_UM = 1000;
const FLAKE_STRENGTH = 0.1;

/** Draw a square on a canvas of `size` pixels. */
export function drawPatch(
  canvas: CanvasRenderingContext2D,
  size: number,
  zones: Zones,
  state: PatchState,
  colours: PatchColours,
): void {
  const scale = size / zones.side_um;
  canvas.globalAlpha = 1;
  canvas.fillStyle = colours.ground;
  canvas.fillRect(0, 0, size, size);
  if (state.stage !== "none") drawZones(canvas, scale, zones, state, colours);
  drawFlakes(canvas, size, scale, state.shedding);
  drawBar(canvas, size, scale);
}

function drawZones(
  canvas: CanvasRenderingContext2D,
  scale: number,
  zones: Zones,
  state: PatchState,
  colours: PatchColours,
): void {
  const radius = 0.5 * scale * zones.width_um;
  const disc = (colour: string, size: number, strength = 1) => {
    if (size <= 0 || strength <= 0) return;
    canvas.globalAlpha = strength;
    canvas.fillStyle = colour;
    canvas.beginPath();
    for (const [x, y] of zones.positions) {
      canvas.moveTo(scale * x + size, scale * y);
      canvas.arc(scale * x, scale * y, size, 0, 2 * Math.PI);
    }
    canvas.fill();
    canvas.globalAlpha = 1;
  };
  // Each ring is painted over the one outside it, as much as takes it from that one's strength to its own.
  HALO.forEach(([size, strength], at) => {
    const outside = HALO[at - 1]?.[1] ?? 0;
    if (state.redness > 0) disc(colours.halo, 2 * size * radius, (strength - outside) / (1 - outside));
  });
  if (state.debris > 0) disc(colours.plug, radius);
  if (state.closed !== null) disc(colours.fresh, radius * (1 - state.closed));
}

function drawFlakes(canvas: CanvasRenderingContext2D, size: number, scale: number, shedding: number): void {
  canvas.globalAlpha = FLAKE_STRENGTH;
  canvas.fillStyle = "#ffffff";
  for (const { x, y, size_um } of flakes(shedding)) {
    const radius = 0.5 * scale * size_um;
    canvas.beginPath();
    canvas.ellipse(size * x, size * y, radius, 0.6 * radius, 7 * x, 0, 2 * Math.PI);
    canvas.fill();
  }
  canvas.globalAlpha = 1;
}

// Dark on a light edge, so that it is seen on every tone.
function drawBar(canvas: CanvasRenderingContext2D, size: number, scale: number): void {
  const [length, edge] = [scale * BAR_UM, 0.04 * size];
  canvas.font = `${Math.round(0.045 * size)}px sans-serif`;
  canvas.textAlign = "center";
  for (const [colour, extra] of [
    ["#ffffff", 2],
    ["#000000", 0],
  ] as const) {
    const height = 0.012 * size;
    canvas.fillStyle = colour;
    canvas.fillRect(size - edge - length - extra, size - edge - height - extra, length + 2 * extra, height + 2 * extra);
    canvas.strokeStyle = colour;
    canvas.lineWidth = 2 * extra;
    const [x, y] = [size - edge - length / 2, size - edge - 0.025 * size];
    if (extra > 0) canvas.strokeText("1 mm", x, y);
    else canvas.fillText("1 mm", x, y);
  }
}
