// The colour of a face's own skin, and the gate that tells skin from hair, teeth and cloth by colour alone; as
// photomend/faces/skin.py. The colour is that of the picture; a skin type is never told from it.
import { blurred } from "./blur";
import type { Closeup } from "./browser-closeup";
import { lightOf } from "./browser-closeup";
import { median, type Numbers, quantile } from "./browser-numbers";
import type { Face } from "./types";

type Colour = [number, number, number];

/** Return the median colour of cheeks and forehead, and the gate from their own spread. */
export function skinOf(near: Closeup, asked: Float32Array, numbers: Numbers["skin"]): Face["skin"] {
  const light = lightOf(near.picture);
  const sigma = Math.max(numbers.slight_blur_mm / near.mm_per_px, numbers.least_blur_px);
  const soft = light.map((channel) => blurred(channel, near.picture, sigma));
  const places = coreOf(asked, numbers.core_share);
  const at = (channels: Float32Array[], place: number) => channels.map((channel) => channel[place]!) as Colour;
  const logarithms = places.map((place) => logOf(at(soft, place), numbers.darkest_share));
  const kept = withoutOutliers(logarithms, numbers);
  const own = kept.map((which) => at(light, places[which]!));
  const skin = medians(own).map((value) => Math.max(value, numbers.darkest_share)) as Colour;
  return {
    linear_srgb: skin,
    gate: gateOf(
      kept.map((which) => logarithms[which]!),
      skin,
      numbers,
    ),
  };
}

function coreOf(asked: Float32Array, share: number): number[] {
  const least = share * asked.reduce((most, one) => Math.max(most, one), 0);
  return Array.from(asked.keys()).filter((place) => asked[place]! > least);
}

function logOf(colour: Colour, darkest: number): Colour {
  return colour.map((value) => Math.log(Math.max(value, darkest))) as Colour;
}

function medians(colours: readonly Colour[]): Colour {
  return [0, 1, 2].map((channel) => median(colours.map((colour) => colour[channel]!))) as Colour;
}

// Which colours lie around the median of those that do; asked again as often as said.
function withoutOutliers(logarithms: readonly Colour[], { rounds, outlier_factor }: Numbers["skin"]): number[] {
  let kept = logarithms.map((_, which) => which);
  for (let round = 0; round < rounds; round++) {
    const middle = medians(kept.map((which) => logarithms[which]!));
    const apart = logarithms.map((colour) => shadeAndChroma(colour, middle));
    const limit = [0, 1].map((part) => outlier_factor * median(kept.map((which) => Math.abs(apart[which]![part]!))));
    kept = apart.flatMap(([shade, chroma], which) =>
      Math.abs(shade) <= limit[0]! && chroma <= limit[1]! ? [which] : [],
    );
  }
  return kept;
}

/** Return how much lighter a colour is than another, and how far apart their hues are; natural logarithms. */
export function shadeAndChroma(colour: Colour, other: Colour): [number, number] {
  const apart = colour.map((value, channel) => value - other[channel]!) as Colour;
  const shade = (apart[0] + apart[1] + apart[2]) / 3;
  return [shade, Math.hypot(...apart.map((value) => value - shade))];
}

function gateOf(logarithms: readonly Colour[], skin: Colour, numbers: Numbers["skin"]): Face["skin"]["gate"] {
  const middle = skin.map(Math.log) as Colour;
  const apart = logarithms.map((colour) => shadeAndChroma(colour, middle));
  const of = (part: 0 | 1) => apart.map((both) => both[part]);
  const dark = bounded(-quantile(of(0), numbers.tail_fraction), "shade", numbers);
  const hue = bounded(quantile(of(1), 1 - numbers.tail_fraction), "chroma", numbers);
  return {
    shade: [-dark * numbers.shade_none_factor, -dark * numbers.shade_full_factor],
    chroma: [hue * numbers.chroma_full_factor, hue * numbers.chroma_none_factor],
  };
}

function bounded(spread: number, of: "shade" | "chroma", numbers: Numbers["skin"]): number {
  return Math.min(Math.max(spread, numbers[`${of}_spread_least_share`]), numbers[`${of}_spread_most_share`]);
}
