// Numbers and sentences of photomend/data/faces.toml (as data/tryon/faces.json has them), and what is counted with them.
import { Refused } from "../api/client";
import type { Finding } from "./browser-detect";

export interface Numbers {
  limits: { file_MB: number; picture_Mpx: number; side_px: number };
  finding: Finding & { second_face_ratio: number };
  judging: {
    least_width_px: number;
    most_yaw_deg: number;
    most_pitch_deg: number;
    least_light_share: number;
    light_quantile_fraction: number;
    most_spread_mm: number;
    edge_fraction: number;
    finest_mm_per_px: number;
  };
  resolving: { lines_mm_per_px: number; scars_mm_per_px: number; spots_mm_per_px: number; spread_ratio: number };
  skin: Readonly<Record<SkinNumber, number>>;
  sentences: Readonly<Record<string, string>>;
}

export type SkinNumber =
  | "sample_mm_per_px"
  | "slight_blur_mm"
  | "least_blur_px"
  | "darkest_share"
  | "core_share"
  | "outlier_factor"
  | "rounds"
  | "tail_fraction"
  | `${"shade" | "chroma"}_${"full" | "none"}_factor`
  | `${"shade" | "chroma"}_spread_${"least" | "most"}_share`;

/** Return a sentence by its name, its braces filled in. */
export function sentence({ sentences }: Pick<Numbers, "sentences">, name: string, values: Record<string, string> = {}) {
  return sentences[name]!.replace(/\{(\w+)\}/g, (_, key: string) => values[key]!);
}

/** Return the refusal of a photo with a sentence. */
export function refusal(numbers: Pick<Numbers, "sentences">, name: string, values?: Record<string, string>): Refused {
  return new Refused(sentence(numbers, name, values), "photo", 422);
}

/** Return the value below which a share of all lie, between neighbours in proportion. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (place - below) * (high - low);
}

/** Return the value in the middle. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
