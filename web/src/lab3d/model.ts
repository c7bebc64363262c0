// What there is to draw of a scene: a block of skin with its layers, the bodies that repeat where microbeams land, and
// the bands that a wide beam leaves. Lengths are um.
import type { Scene } from "../api/scene";
import type { Quantity } from "../api/types";
import { type BlockShape, type Columns, columnsOf } from "./columns";
import { layerColour } from "./palette";
import { type Profile, profileOf, sphereProfile } from "./profile";

export interface ShownLayer {
  name: string;
  title: string;
  colour: string;
  top: number;
  bottom: number;
}

/** Custom properties of the page that hold a zone's colour. */
export type Tone = "necrosis" | "collagen" | "boiled" | "vaporised";

export interface Body {
  name: string;
  title: string;
  tone: Tone;
  profile: Profile;
  /** Radius of the hole in its upper end: that of the crater inside it. */
  hole: number;
  /** A crater: nothing is in it. */
  empty: boolean;
}

export interface Band {
  name: string;
  title: string;
  tone: Tone;
  top: number;
  bottom: number;
}

export interface Landed {
  x: number;
  y: number;
  /** Counted from 0. */
  pass: number;
  /** Whether it left a body; of picosecond spots only some do. */
  hit: boolean;
}

export interface Block {
  shape: BlockShape;
  columns: Columns;
  depth: number;
  layers: readonly ShownLayer[];
  bodies: readonly Body[];
  bands: readonly Band[];
  /** Where microbeams land in this block; none in a full field. */
  landed: readonly Landed[];
  /** Radius of the mark of a microbeam on the surface, where bodies are much smaller than it; else null. */
  spot: number | null;
  passes: number;
}

export const ZONES = ["necrosis", "collagen", "boiled", "vaporised"] as const;
const CUT = 0.4; // of the side is cut away at a corner
const BELOW_DEEPEST = 1.12; // the cut goes this much deeper than the deepest zone
const LEAST_THICKNESS = 0.17; // of the side
const STRIP = 0.16; // of the side is left untreated beside a full field
const FULL_FIELD_SIDE = 2.4; // times the depth shown
const LEAST_SIDE_UM = 500;
const SMALLEST_LEGIBLE = 1 / 20; // of the side: smaller bodies ask for a smaller block

/** Return the block of a scene, of a side (one of `sidesOf`). */
export function blockOf(scene: Scene, side: number): Block {
  const facts = scene.scene;
  const bodies = facts.full_field ? [] : bodiesOf(scene);
  const bands = facts.full_field ? bandsOf(scene) : [];
  const removed = bands.find(({ name }) => name === "vaporised")?.bottom ?? 0;
  const top = Math.min(0, ...facts.layers.map(({ top_um }) => top_um));
  const end = Math.max(...facts.layers.map(({ bottom_um }) => bottom_um));
  const depth = Math.min(end, Math.max(facts.depth_shown_um, LEAST_THICKNESS * side));
  const deepest = Math.max(0, ...[...bands, ...bodies.map(({ profile }) => profile)].map(({ bottom }) => bottom));
  const cutDepth = deepest > 0 ? Math.min(depth, BELOW_DEEPEST * deepest) : 0.6 * depth;
  const strip = bands.length > 0 ? STRIP * side : 0;
  const shape = { side, cutDepth, cutSide: CUT * side, top, removed, strip };
  return {
    shape,
    columns: columnsOf(shape),
    depth,
    layers: layersOf(scene, depth),
    bodies,
    bands: bands.filter(({ name }) => name !== "vaporised"),
    landed: facts.full_field ? [] : landedIn(scene, side),
    spot: facts.mechanism === "breakdown" && !facts.full_field ? spotOf(scene) : null,
    passes: facts.pattern.passes,
  };
}

/** Return the sides of which a block can be shown, from the whole square down; a full field has one. */
export function sidesOf(scene: Scene): number[] {
  const facts = scene.scene;
  if (facts.full_field) return [rounded(FULL_FIELD_SIDE * facts.depth_shown_um)];
  const whole = facts.positions_side_um ?? 2 * facts.half_width_um;
  const least = Math.max(LEAST_SIDE_UM, 2 * (facts.pattern.pitch_um ?? 0), 4 * widestOf(scene));
  return [whole, 0.5 * whole, 0.25 * whole].filter((side, at) => at === 0 || side >= least);
}

/** Return the side that shows most of the pattern while single zones can still be seen. */
export function firstSide(scene: Scene): number {
  const sides = sidesOf(scene);
  return sides.find((side) => 2 * widestOf(scene) >= SMALLEST_LEGIBLE * side) ?? sides.at(-1)!;
}

/** Return those that are in sight: of the passes up to one, counted from 1, or of that pass alone. */
export function inSight(landed: readonly Landed[], pass: number, alone: boolean): Landed[] {
  return landed.filter((one) => (alone ? one.pass === pass - 1 : one.pass < pass));
}

/** Return a quantity of the summary, or null where there is none. */
export function quantityOf(figures: object | null | undefined, name: string): Quantity | null {
  const found = (figures as Record<string, unknown> | null | undefined)?.[name];
  return found && typeof found === "object" && "value" in found ? (found as Quantity) : null;
}

function bodiesOf(scene: Scene): Body[] {
  if (scene.scene.mechanism === "breakdown") return vacuoleOf(scene);
  const hole = profileOf(scene.arrays.outline_vaporised)?.opening ?? 0;
  return scene.scene.zones.flatMap(({ name, title }) => {
    const profile = profileOf(scene.arrays[`outline_${name}`]);
    if (!profile) return [];
    const empty = name === "vaporised";
    return [{ name, title, tone: name, profile, empty, hole: empty ? profile.opening : hole }];
  });
}

function vacuoleOf(scene: Scene): Body[] {
  const [top, bottom, diameter] = ["vacuole_top", "vacuole_bottom", "vacuole_diameter"].map(
    (name) => quantityOf(scene.summary.breakdown, name)?.value ?? 0,
  );
  const profile = sphereProfile(top!, bottom!, diameter!);
  return profile ? [{ name: "vacuole", title: "vacuoles", tone: "vaporised", profile, hole: 0, empty: false }] : [];
}

function bandsOf(scene: Scene): Band[] {
  return scene.scene.zones.flatMap(({ name, title }) => {
    const profile = profileOf(scene.arrays[`outline_${name}`]);
    if (!profile) return [];
    const top = (name === "necrosis" && quantityOf(scene.summary.full_field, "band_top")?.value) || profile.top;
    return [{ name, title, tone: name, top, bottom: profile.bottom }];
  });
}

function layersOf(scene: Scene, depth: number): ShownLayer[] {
  return scene.scene.layers
    .filter(({ top_um, bottom_um }) => top_um < depth && bottom_um > top_um)
    .map(({ name, title, top_um, bottom_um }) => {
      return { name, title, colour: layerColour(name), top: top_um, bottom: Math.min(depth, bottom_um) };
    });
}

function landedIn(scene: Scene, side: number): Landed[] {
  const field = scene.arrays.positions;
  if (!field) return [];
  const chance = scene.scene.mechanism === "breakdown" ? chanceOf(scene) : 1;
  return Array.from({ length: Math.floor(field.data.length / 3) }, (_, row) => ({
    x: field.data[3 * row]!,
    y: field.data[3 * row + 1]!,
    pass: field.data[3 * row + 2]!,
    hit: isHit(row, chance),
  })).filter(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= 0.5 * side);
}

function spotOf(scene: Scene): number | null {
  const diameter = scene.summary.treatment.handpiece?.spot_diameter_um;
  return typeof diameter === "number" ? 0.5 * diameter : null;
}

function chanceOf(scene: Scene): number {
  return quantityOf(scene.summary.breakdown, "probability_spots")?.value ?? 1;
}

/** Whether a vacuole is drawn at a spot: at a share of spots as large as the chance, evenly among them. */
export function isHit(row: number, chance: number): boolean {
  return ((row + 0.5) * 0.6180339887498949) % 1 < chance;
}

function widestOf(scene: Scene): number {
  return Math.max(0, ...bodiesOf(scene).map(({ profile }) => profile.widest));
}

function rounded(length: number): number {
  return 100 * Math.round(length / 100);
}
