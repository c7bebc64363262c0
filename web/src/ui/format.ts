// Figures as text: never more digits than they deserve, units as a reader writes them.
import type { Quantity } from "../api/types";

const UNITS: Record<string, string> = {
  um: "µm",
  um3: "µm³",
  "um^3": "µm³",
  degC: "°C",
  deg: "°",
  K: "K",
  "1": "",
  "1/cm": "per cm",
  "1/s": "per s",
  "1/cm^2": "per cm²",
  "J/cm^2": "J/cm²",
  "J/cm^3": "J/cm³",
  "W/(m*K)": "W/(m·K)",
  "W/(m^2*K)": "W/(m²·K)",
  "J/(kg*K)": "J/(kg·K)",
  "kg/m^3": "kg/m³",
  day: "days",
  year: "years",
};
const THIN = "\u00a0"; // a space that does not break
const DIGITS = 3;
const LARGEST_PLAIN = 1e6;
const SMALLEST_PLAIN = 1e-3;

/** Return the unit as a reader writes it: "um" is "µm", "1" is "". */
export function unitText(unit: string): string {
  return UNITS[unit] ?? unit;
}

/** Return a number with at most `digits` significant digits, whole above 10^digits: 1234.5 is "1235", 0.01234 "0.0123". */
export function figureText(value: number, digits: number = DIGITS): string {
  if (!Number.isFinite(value)) return "unknown";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= LARGEST_PLAIN || size < SMALLEST_PLAIN ? powerText(value, digits) : plainText(value, digits);
  return text.replace(/^-/, "−");
}

function plainText(value: number, digits: number): string {
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return String(Number(value.toFixed(Math.min(12, Math.max(0, digits - whole)))));
}

const RAISED: Record<string, string> = Object.fromEntries(
  [..."-0123456789"].map((sign, at) => [sign, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[at]!]),
);

function powerText(value: number, digits: number): string {
  const [mantissa = "", power = "0"] = value.toExponential(digits - 1).split("e");
  const raised = [...String(Number(power))].map((sign) => RAISED[sign]).join("");
  return `${Number(mantissa)}·10${raised}`;
}

/** Return a share as a percentage: 0.1234 is "12.3 %". */
export function shareText(share: number): string {
  return `${figureText(100 * share)}${THIN}%`;
}

/** Return a number with its unit. */
export function withUnit(value: number, unit: string): string {
  const words = unitText(unit);
  return words ? `${figureText(value)}${THIN}${words}` : figureText(value);
}

/** Whether a quantity is a share, which reads best as a percentage. */
export type Style = "plain" | "share";

/** Return the value of a quantity with its unit. */
export function valueText(quantity: Quantity, style: Style = "plain"): string {
  return style === "share" ? shareText(quantity.value) : withUnit(quantity.value, quantity.unit);
}

/** Return the interval of a quantity without its unit, or "" where it has none: "210 to 390". Both ends as fine. */
export function intervalText(quantity: Quantity, style: Style = "plain"): string {
  if (quantity.low === quantity.high) return "";
  const scale = style === "share" ? 100 : 1;
  const [low, high] = [scale * quantity.low, scale * quantity.high];
  const coarser = Math.max(Math.abs(low), Math.abs(high));
  const ends = [low, high].map((end) => alikeText(end, coarser));
  return `${ends.join(" to ")}${style === "share" ? `${THIN}%` : ""}`;
}

/** Return a number as finely as another is written: 0.336 beside 156 is "0". */
function alikeText(value: number, beside: number): string {
  if (beside >= LARGEST_PLAIN || beside < SMALLEST_PLAIN) return figureText(value);
  const whole = Math.floor(Math.log10(beside)) + 1;
  const rounded = Number(value.toFixed(Math.min(12, Math.max(0, DIGITS - whole))));
  return String(rounded === 0 ? 0 : rounded).replace(/^-/, "−");
}

/** Return the whole quantity as a sentence part: "300 µm (210 to 390)". */
export function quantityText(quantity: Quantity, style: Style = "plain"): string {
  const interval = intervalText(quantity, style);
  return interval ? `${valueText(quantity, style)} (${interval})` : valueText(quantity, style);
}

/** Return seconds in the unit that reads best: 0.003 is "3 ms", 90 is "1.5 min". */
export function timeText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return `0${THIN}s`;
  if (size < 1e-6) return `${figureText(1e9 * seconds)}${THIN}ns`;
  if (size < 1e-3) return `${figureText(1e6 * seconds)}${THIN}µs`;
  if (size < 1) return `${figureText(1e3 * seconds)}${THIN}ms`;
  if (size < 120) return `${figureText(seconds)}${THIN}s`;
  return `${figureText(seconds / 60)}${THIN}min`;
}

const KEPT = /(\d) (?=(%|nm|µm|mm|cm|mJ|J|°C|K|ms|s|min|days?|weeks?|months?|years?|per cm²)(?!\p{L}))/gu;

/** Return a sentence of the server as a reader writes it: units as signs, never on another line than their number. */
export function unbroken(text: string): string {
  return text
    .replace(/(?<=\d) um\b/g, " µm")
    .replace(/(?<=\d) C\b(?![-\w])/g, " °C")
    .replace(KEPT, `$1${THIN}`)
    .replace(/\b3-D\b/g, "3\u2011D");
}
