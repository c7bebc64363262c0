// What a photo's own pixels say, prepared once: relief of lines and of scars (bands of the logarithm of luminance), spots,
// and the gate that keeps hair, teeth and whatever else is not skin out of everything.
import { blurred, blurredWithin, type Size } from "./blur";
import { HALF_CONTRAST, READ, RENDER, SHARP_PX } from "./render-numbers";
import type { Colour, Face, Tone } from "./types";

/** Four bytes a texel: relief of lines and of scars (see `RELIEF`), spots as a share of `most_spot`, gate. */
export interface PhotoMaps {
  bytes: Uint8Array;
  /** Melanosome fraction of a full byte of spots. */
  most_spot: number;
}

/** The relief of byte 255, logarithm of luminance; byte 128 is no relief. */
export const RELIEF = 0.5;

export interface Photo {
  size: Size;
  /** Linear sRGB, one map a colour. */
  rgb: readonly [Float32Array, Float32Array, Float32Array];
  /** `allowed` of the atlas at every texel. */
  allowed: Float32Array;
  /** Millimetres of skin that a texel spans. */
  mm_per_texel: number;
}

export interface Fitted {
  tone: Tone;
  /** From pigment.ts. */
  row: Colour;
}

/** Return the maps of a photo. */
export function photoMaps(photo: Photo, face: Pick<Face, "skin" | "resolves">, { tone, row }: Fitted): PhotoMaps {
  const { size, rgb, mm_per_texel } = photo;
  const sigma = Math.max(READ.slight_blur_mm / mm_per_texel, READ.least_blur_px);
  const apart = rgb.map((map, colour) =>
    apartOf(blurred(map, size, sigma), face.skin.linear_srgb[colour]!),
  ) as unknown as Photo["rgb"];
  const gate = gateOf(apart, face.skin.gate);
  const mask = each(gate, (at) => gate[at]! * photo.allowed[at]!);
  const none = new Float32Array(mask.length);
  const { lines, scars, spots } = face.resolves;
  const relief = lines || scars ? reliefOf(rgb, mask, photo) : { lines: none, scars: none };
  const found = {
    lines: lines ? relief.lines : none,
    scars: scars ? relief.scars : none,
    spots: spots ? spotsOf(apart, mask, photo, { tone, row }) : none,
  };
  const most_spot = 2 * tone.melanosome_fraction;
  return { bytes: bytesOf(found, most_spot, gate), most_spot };
}

/** A new map of the same size. Plain loops: what takes a callback for each value takes several times as long. */
function each(map: Float32Array, value: (at: number) => number): Float32Array {
  const found = new Float32Array(map.length);
  for (let at = 0; at < found.length; at += 1) found[at] = value(at);
  return found;
}

/** Return linear sRGB maps of a picture's bytes (four a pixel). */
export function linearOf(bytes: Uint8ClampedArray): Photo["rgb"] {
  const curve = Float32Array.from({ length: 256 }, (_, byte) => decoded(byte / 255));
  const none = new Float32Array(bytes.length / 4);
  const channel = (colour: number) => each(none, (at) => curve[bytes[4 * at + colour]!]!);
  return [channel(0), channel(1), channel(2)];
}

function decoded(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Return how far a colour is from the skin's, ln(pixel / skin). */
export function apartOf(map: Float32Array, skin: number): Float32Array {
  return each(map, (at) => Math.log(Math.max(map[at]!, READ.darkest_share) / skin));
}

/** Return the share of skin by colour alone: near the face's own colour in hue, and not far darker. */
export function gateOf([red, green, blue]: Photo["rgb"], { shade, chroma }: Face["skin"]["gate"]): Float32Array {
  return each(red, (at) => {
    const [r, g, b] = [red[at]!, green[at]!, blue[at]!];
    const mean = (r + g + b) / 3;
    const off = Math.sqrt((r - mean) ** 2 + (g - mean) ** 2 + (b - mean) ** 2);
    return smooth(shade, mean) * (1 - smooth(chroma, off));
  });
}

function smooth([from, to]: readonly [number, number], value: number): number {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/** Melanosomes of spots: what a pixel has beyond its surroundings. */
function spotsOf(
  [red, green, blue]: Photo["rgb"],
  mask: Float32Array,
  { size, mm_per_texel }: Photo,
  { tone, row }: Fitted,
): Float32Array {
  const beyond = each(red, (at) => row[0] * red[at]! + row[1] * green[at]! + row[2] * blue[at]!);
  const { mean } = blurredWithin(beyond, mask, size, RENDER.spot_surround_mm / mm_per_texel);
  const m = tone.melanosome_fraction;
  const soft = [0, 0.1 * m] as const;
  return each(beyond, (at) => {
    const excess = beyond[at]! - mean[at]! - RENDER.spot_threshold_share * m;
    return Math.min(2 * m, Math.max(0, excess)) * smooth(soft, excess);
  });
}

/** Bands of the logarithm of luminance, and none of them where the edge of eyes, lips or hair is near. */
function reliefOf([red, green, blue]: Photo["rgb"], mask: Float32Array, { size, mm_per_texel }: Photo) {
  const level = each(red, (at) =>
    Math.log(Math.max(0.2126 * red[at]! + 0.7152 * green[at]! + 0.0722 * blue[at]!, READ.darkest_share)),
  );
  const within = (width_mm: number) => {
    const sigma = (HALF_CONTRAST * width_mm) / mm_per_texel;
    return sigma < SHARP_PX ? { mean: level, mass: mask } : blurredWithin(level, mask, size, sigma);
  };
  const fine = within(RENDER.fine_width_mm);
  const line = within(RENDER.line_width_mm);
  const scar = within(RENDER.scar_width_mm);
  const edge = [0.5, 0.9] as const;
  const inner = each(mask, (at) => mask[at]! * smooth(edge, line.mass[at]!));
  return {
    lines: each(inner, (at) => inner[at]! * (fine.mean[at]! - line.mean[at]!)),
    scars: each(inner, (at) => inner[at]! * (line.mean[at]! - scar.mean[at]!)),
  };
}

function bytesOf(
  { lines, scars, spots }: Readonly<Record<"lines" | "scars" | "spots", Float32Array>>,
  most_spot: number,
  gate: Float32Array,
): Uint8Array {
  const bytes = new Uint8ClampedArray(4 * gate.length); // rounds and clamps
  for (let at = 0; at < gate.length; at += 1) {
    bytes[4 * at] = 128 + (127 * lines[at]!) / RELIEF;
    bytes[4 * at + 1] = 128 + (127 * scars[at]!) / RELIEF;
    bytes[4 * at + 2] = most_spot > 0 ? (255 * spots[at]!) / most_spot : 0;
    bytes[4 * at + 3] = 255 * gate[at]!;
  }
  return new Uint8Array(bytes.buffer);
}
