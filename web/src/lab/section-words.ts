// The cross-section in words and as a table, for who does not see it.
import { column, type OutlinePoint, outline, type Scene } from "../api/scene";
import type { ZoneName } from "../api/types";
import { figureText, quantityText } from "../ui/format";
import { deadBand } from "./draw-profile";
import { heatMap, type Moment } from "./heat-map";
import { locate } from "./raster";
import { passedFrom } from "./threshold";
import { ENDPOINTS, ZONE_WORDS } from "./words";

const ZONES: readonly ZoneName[] = ["necrosis", "collagen", "boiled", "vaporised"];
const ROWS = 12;

/** Return what the picture shows, in a few sentences. */
export function sectionWords(scene: Scene): string {
  const { summary } = scene;
  const [title] = ENDPOINTS[summary.endpoint];
  const zones = ZONES.filter((name) => summary.zones[name].depth.value > 0).map((name) => {
    const { depth, width } = summary.zones[name];
    return `${ZONE_WORDS[name]} to a depth of ${quantityText(depth)} and ${quantityText(width)} wide`;
  });
  const band = deadBand(scene);
  const hottest = summary.heat?.peak_temperature;
  return [
    sentence(`${scene.scene.device_title}: ${title.toLowerCase()}.`),
    zones.length > 0 ? `${sentence(zones.join("; "))}.` : "No zone of heat.",
    band && `On the axis, cells died from ${Math.round(band[0])} to ${Math.round(band[1])} µm deep.`,
    thresholdWords(scene),
    summary.breakdown && `Vacuoles of about ${quantityText(summary.breakdown.vacuole_diameter!)} in the epidermis.`,
    hottest && hottest.value > 0 && `The hottest point reaches ${quantityText(hottest)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function thresholdWords(scene: Scene): string | null {
  const threshold = scene.scene.melanin_threshold;
  if (!threshold) return null;
  const from = passedFrom(scene);
  const words = from === null ? "nowhere" : `from ${figureText(from)}\u00a0µm deep`;
  return `Melanin absorbs more than the threshold of breakdown, ${quantityText(threshold)}, ${words}.`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One depth of the picture: what the colours show on the axis, and how wide each zone is there, um. */
export interface SectionRow {
  depth_um: number;
  heat: number | null;
  widths: Partial<Record<ZoneName, number>>;
}

/** Return the picture as rows of equal steps of depth. */
export function sectionRows(scene: Scene, moment: Moment): SectionRow[] {
  const map = heatMap(scene, moment);
  const depths = Float32Array.from({ length: ROWS + 1 }, (_, k) => (k * scene.scene.depth_shown_um) / ROWS);
  const at = map && locate(map.depth_um, depths);
  const rings = map?.radius_um.length ?? 0;
  const known = ZONES.map((name) => [name, outline(scene, name)] as const).filter(([, points]) => points.length > 1);
  return Array.from(depths, (depth_um, k) => {
    const row = at?.below[k] ?? 0;
    const value = (step: number) => map?.values[(row + step) * rings] ?? map?.values[row * rings] ?? 0;
    const heat = map && at ? value(0) + at.share[k]! * (value(1) - value(0)) : null;
    const widths = Object.fromEntries(known.map(([name, points]) => [name, 2 * halfAt(points, depth_um)]));
    return { depth_um, heat, widths };
  });
}

/** Return how far a zone reaches from the axis at a depth, um; 0 outside of it. */
export function halfAt(points: readonly OutlinePoint[], depth_um: number): number {
  const after = points.findIndex((point) => point.depth_um > depth_um);
  if (after === 0 || depth_um > (points.at(-1)?.depth_um ?? 0)) return 0;
  const [from, to] = [points.at(after === -1 ? -2 : after - 1)!, points.at(after)!];
  const share = to.depth_um > from.depth_um ? (depth_um - from.depth_um) / (to.depth_um - from.depth_um) : 1;
  return from.half_um + Math.min(1, share) * (to.half_um - from.half_um);
}

/** Return whether a scene has a map of values by place. */
export function hasMap(scene: Scene): boolean {
  return column(scene, "peak_temperature").length > 0 || column(scene, "melanin_energy_density").length > 0;
}
