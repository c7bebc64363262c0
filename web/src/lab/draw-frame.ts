// What stands round a picture: axes in um, a bar for scale, a bar of colours, the beam above the skin.

import { withUnit } from "../ui/format";
import { niceStep } from "../ui/number-fields";
import { colourAt } from "./colour-map";
import type { Palette } from "./palette";
import { acrossOf, downOf, ticks, type View } from "./window";

type Pen = CanvasRenderingContext2D;

const TICK_PIXELS = 56;
const STOPS = 16;
const FONT = "11px system-ui, sans-serif";

/** Draw the depth axis at the left and the distance axis below. */
export function drawAxes(pen: Pen, view: View, palette: Palette): void {
  pen.font = FONT;
  pen.strokeStyle = palette.axis;
  pen.fillStyle = palette.soft;
  pen.lineWidth = 1;
  pen.strokeRect(view.left + 0.5, view.top + 0.5, view.innerWidth - 1, view.innerHeight - 1);
  drawDepths(pen, view);
  const { half_um } = view.extent;
  for (const x of ticks(-half_um, half_um, view.innerWidth / TICK_PIXELS)) {
    mark(pen, acrossOf(view, x), view.top + view.innerHeight, String(Math.abs(x)), "below");
  }
  title(pen, "distance from the axis (µm)", view.left + view.innerWidth / 2, view.height - 5);
}

/** Draw the depth axis alone. */
export function drawDepths(pen: Pen, view: View): void {
  const { top_um, bottom_um } = view.extent;
  for (const depth of ticks(top_um, bottom_um, view.innerHeight / TICK_PIXELS)) {
    mark(pen, view.left, downOf(view, depth), String(depth), "beside");
  }
  pen.save();
  pen.translate(11, view.top + view.innerHeight / 2);
  pen.rotate(-Math.PI / 2);
  title(pen, view.stretch === 1 ? "depth (µm)" : `depth (µm), stretched ${view.stretch.toFixed(1)}×`, 0, 0);
  pen.restore();
}

/** Draw a tick with its number below or beside the frame. */
export function mark(pen: Pen, x: number, y: number, text: string, side: "below" | "beside"): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(side === "below" ? x : x - 4, side === "below" ? y + 4 : y);
  pen.stroke();
  pen.textAlign = side === "below" ? "center" : "right";
  pen.textBaseline = side === "below" ? "top" : "middle";
  pen.fillText(text.replace("-", "−"), side === "below" ? x : x - 6, side === "below" ? y + 6 : y);
}

/** Write the name of an axis. */
export function title(pen: Pen, text: string, x: number, y: number): void {
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  pen.fillText(text, x, y);
}

/** Draw a bar of a round length at the lower right. */
export function drawScaleBar(pen: Pen, view: View, palette: Palette): void {
  const length = niceStep(view.extent.half_um * 0.62);
  const pixels = length * view.perUmAcross;
  const [right, y] = [view.left + view.innerWidth - 12, view.top + view.innerHeight - 14];
  pen.fillStyle = palette.plate;
  pen.fillRect(right - pixels - 6, y - 18, pixels + 12, 26);
  pen.fillStyle = palette.text;
  pen.fillRect(right - pixels, y, pixels, 3);
  pen.font = FONT;
  title(pen, withUnit(length, "um"), right - pixels / 2, y - 2);
}

/** Draw the bar of colours at the right with its ends and unit. */
export function drawColourBar(
  pen: Pen,
  view: View,
  [low, high]: readonly [number, number],
  unit: string,
  palette: Palette,
): void {
  const [left, width] = [view.left + view.innerWidth + 10, 12];
  const height = Math.min(view.innerHeight, 260);
  const top = view.top + (view.innerHeight - height) / 2;
  const colours = pen.createLinearGradient(0, top + height, 0, top);
  for (let stop = 0; stop <= STOPS; stop++)
    colours.addColorStop(stop / STOPS, `rgb(${colourAt(stop / STOPS).join(" ")})`);
  pen.fillStyle = colours;
  pen.fillRect(left, top, width, height);
  pen.font = FONT;
  pen.strokeStyle = palette.axis;
  pen.fillStyle = palette.soft;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const value of ticks(low, high, height / 44)) {
    const y = top + height * (1 - (value - low) / (high - low));
    pen.fillText(String(value).replace("-", "−"), left + width + 5, y);
  }
  pen.textBaseline = "bottom";
  pen.fillText(unit, left - 2, top - 5);
}

/** Draw how wide the beam is where it meets the skin, above the picture. */
export function drawBeam(pen: Pen, view: View, spot_um: number, palette: Palette): void {
  const half = Math.min(spot_um / 2, view.extent.half_um);
  const [left, right, y] = [acrossOf(view, -half), acrossOf(view, half), view.top - 6];
  pen.strokeStyle = palette.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(left, y - 4);
  pen.lineTo(left, y + 4);
  pen.moveTo(left, y);
  pen.lineTo(right, y);
  pen.moveTo(right, y - 4);
  pen.lineTo(right, y + 4);
  pen.stroke();
  pen.font = FONT;
  pen.fillStyle = palette.soft;
  const wider = spot_um / 2 > view.extent.half_um;
  const text = spot_um >= 1000 ? `${spot_um / 1000} mm` : withUnit(spot_um, "um");
  title(pen, wider ? `beam, ${text} wide, wider than shown` : `beam, ${text}`, (left + right) / 2, y - 3);
}
