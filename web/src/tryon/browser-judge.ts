// What photos are refused, and what the others cannot show: one sentence each; as photomend/faces/judge.py and photo.py.
import { type Closeup, lightOf } from "./browser-closeup";
import { type Found, faceWidth } from "./browser-detect";
import { type Numbers, quantile, refusal, sentence } from "./browser-numbers";
import type { Pose } from "./browser-pose";
import type { Face } from "./types";

const LUMINANCE = [0.2126, 0.7152, 0.0722] as const; // of linear red, green, blue (IEC 61966-2-1)
const MILLION = 1e6;
const KINDS: readonly (readonly (number | null)[])[] = [
  [0xff, 0xd8, 0xff], // JPEG
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50], // WebP
];
const RESOLVED = ["lines", "spots", "scars"] as const;

/** Refuse a file that is too large, or that does not begin as a photo does. */
export function refuseFile(bytes: number, start: Uint8Array, numbers: Numbers): void {
  const limit = numbers.limits.file_MB;
  if (bytes > limit * MILLION)
    throw refusal(numbers, "too_large", { size: `${(bytes / MILLION).toFixed(0)} MB`, limit: `${limit} MB` });
  if (!KINDS.some((kind) => kind.every((byte, at) => byte === null || start[at] === byte)))
    throw refusal(numbers, "unreadable");
}

/** Refuse a picture with too many pixels. */
export function refuseLarge(width: number, height: number, numbers: Numbers): void {
  const { picture_Mpx, side_px } = numbers.limits;
  if (width * height <= picture_Mpx * MILLION && Math.max(width, height) <= side_px) return;
  const limit = `${picture_Mpx} million, ${side_px} along a side`;
  throw refusal(numbers, "too_large", { size: `${width} x ${height} pixels`, limit });
}

/** Return the one face of a picture, of those found, the widest first. */
export function onlyFace(faces: readonly Found[], numbers: Numbers): Found {
  const [first, second] = faces;
  if (!first) throw refusal(numbers, "no_face");
  const ratio = numbers.finding.second_face_ratio;
  if (second && faceWidth(second.landmarks) >= ratio * faceWidth(first.landmarks)) throw refusal(numbers, "several");
  return first;
}

/** Refuse a face that is too few pixels wide. */
export function refuseSmall(width_px: number, numbers: Numbers): void {
  const least = numbers.judging.least_width_px;
  if (width_px < least) throw refusal(numbers, "small", { width: width_px.toFixed(0), least: least.toFixed(0) });
}

/** Refuse a face that looks too far to a side, up or down. */
export function refuseTurned({ yaw_deg, pitch_deg }: Pose, numbers: Numbers): void {
  const { most_yaw_deg, most_pitch_deg } = numbers.judging;
  for (const [angle, most] of [
    [Math.abs(yaw_deg), most_yaw_deg],
    [Math.abs(pitch_deg), most_pitch_deg],
  ] as const)
    if (angle > most) throw refusal(numbers, "turned", { angle: angle.toFixed(0), most: most.toFixed(0) });
}

/** Refuse a face of which even the glints are dark; `allowed` says how much each pixel is skin. */
export function refuseDark(near: Closeup, allowed: Float32Array, numbers: Numbers): void {
  const light = lightOf(near.picture);
  const bright: number[] = [];
  allowed.forEach((share, at) => {
    if (share > numbers.skin.core_share)
      bright.push(LUMINANCE.reduce((sum, weight, channel) => sum + weight * light[channel]![at]!, 0));
  });
  if (quantile(bright, numbers.judging.light_quantile_fraction) < numbers.judging.least_light_share)
    throw refusal(numbers, "dark");
}

/** Refuse a face whose sharpest edges spread over too much skin. */
export function refuseBlurred(spread_mm: number, numbers: Numbers): void {
  const most = numbers.judging.most_spread_mm;
  if (spread_mm > most) throw refusal(numbers, "blurred", { spread: spread_mm.toFixed(1), most: most.toFixed(0) });
}

/** Return what a photo with such pixels and such a spread of edges can show, and what it cannot, in words. */
export function resolves(mm_per_px: number, spread_mm: number, numbers: Numbers): Pick<Face, "resolves" | "sentences"> {
  const said = RESOLVED.map((name) => [name, whyNot(name, mm_per_px, spread_mm, numbers)] as const);
  return {
    resolves: Object.fromEntries(said.map(([name, why]) => [name, why === null])) as Face["resolves"],
    sentences: said.flatMap(([name, why]) => (why === null ? [] : [sentence(numbers, `no_${name}`, { why })])),
  };
}

function whyNot(name: (typeof RESOLVED)[number], mm_per_px: number, spread_mm: number, numbers: Numbers) {
  const most = numbers.resolving[`${name}_mm_per_px`];
  const softest = most * numbers.resolving.spread_ratio;
  if (mm_per_px > most) return sentence(numbers, "coarse", { pixel: mm_per_px.toFixed(1), most: `${most}` });
  if (spread_mm > softest) return sentence(numbers, "soft", { spread: spread_mm.toFixed(1), most: `${softest}` });
  return null;
}
