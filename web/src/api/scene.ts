// A scene: what the laboratory draws of one run. It comes as one binary message:
// uint32 length of the header, the header as JSON padded to a multiple of 4, then arrays of little-endian float32.
import type { components } from "./schema";
import type { Mechanism, Summary, ZoneName } from "./types";

type Schemas = components["schemas"];

export type Slot = Schemas["SceneHeader"]["slot"];
export type Stage = Schemas["SceneHeader"]["stage"];

/** A layer of skin, or a film on it, between two depths; negative above the skin. */
export type LayerBand = Schemas["ShownLayer"];

/** What is to be drawn besides the arrays; `positions_side_um` is the side of the square that holds `positions`. */
export type SceneFacts = Omit<Schemas["Scene"], "mechanism" | "zones"> & {
  mechanism: Mechanism;
  zones: { name: ZoneName; title: string }[];
};

/** Numbers with a shape, last axis fastest. */
export interface Field {
  shape: readonly number[];
  data: Float32Array;
}

export type SceneHeader = Omit<Schemas["SceneHeader"], "summary" | "scene"> & { summary: Summary; scene: SceneFacts };

/**
 * A scene with its arrays by name, each of them absent where the mechanism has none:
 * `depth_um` (z), `radius_um` (r), `peak_temperature` (z, r), `time_s` (t), `temperature` (t, z, r) degC;
 * `outline_<zone>` (n, 2) depth and half width, um, from the zone's top down;
 * `bulk_time_s`, `bulk_temperature`; `coverage_depth_um`, `coverage_<necrosis|collagen|boiled>`;
 * `positions` (n, 3) x, y, um from the middle of a square, and the pass, from 0;
 * `healing_day`, `healing_<redness|swelling|debris|closed|bronzing|dryness|remodelling>` (day, 3): 10, 50, 90 % of people;
 * of breakdown: `melanin_energy_density` (z, r) J/cm3, `epidermal_depth_um`, `melanin_energy_density_<spots|between>`.
 */
export interface Scene extends Omit<SceneHeader, "arrays" | "kind"> {
  arrays: Readonly<Record<string, Field>>;
}

const WORD = 4;

/** Return the scene in a binary message; raises an Error for a message that is not one, or of another version. */
export function decodeScene(message: ArrayBuffer): Scene {
  if (message.byteLength < WORD) throw new Error("a scene of no bytes");
  const length = new DataView(message).getUint32(0, true);
  const start = WORD + length;
  if (start > message.byteLength) throw new Error("a scene whose header is cut off");
  const { arrays, kind, ...rest } = JSON.parse(
    new TextDecoder().decode(new Uint8Array(message, WORD, length)),
  ) as SceneHeader;
  if (kind !== "scene") throw new Error(`a message of kind ${String(kind)}, not a scene`);
  if (!isWhole(rest)) throw new Error("a scene of another version of photomend");
  const fields = Object.entries(arrays).map(([name, place]) => [name, decodeField(message, start, name, place)]);
  return { ...rest, arrays: Object.fromEntries(fields) };
}

function isWhole({ scene, summary }: Partial<SceneHeader>): boolean {
  return Array.isArray(scene?.layers) && Array.isArray(scene.zones) && !!summary?.zones && !!summary.treatment;
}

function decodeField(
  message: ArrayBuffer,
  start: number,
  name: string,
  place: { offset: number; shape: number[] },
): Field {
  const count = place.shape.reduce((product, size) => product * size, 1);
  const from = start + place.offset;
  if (from + WORD * count > message.byteLength) throw new Error(`a scene whose array ${name} is cut off`);
  return { shape: place.shape, data: floats(message, from, count) };
}

// Browsers run on little-endian machines; the copy is for a header that was not padded.
function floats(message: ArrayBuffer, from: number, count: number): Float32Array {
  if (from % WORD === 0) return new Float32Array(message, from, count);
  return new Float32Array(message.slice(from, from + WORD * count));
}

/** Return the numbers of a one-dimensional array; empty where the scene has none of that name. */
export function column(scene: Scene, name: string): Float32Array {
  return scene.arrays[name]?.data ?? new Float32Array(0);
}

/** A point of a zone's outline: how far the zone reaches from the axis at a depth. */
export interface OutlinePoint {
  depth_um: number;
  half_um: number;
}

/** Return the outline of a zone from its top to its deepest point; empty where there is none. */
export function outline(scene: Scene, zone: ZoneName): OutlinePoint[] {
  const data = column(scene, `outline_${zone}`);
  return Array.from({ length: data.length / 2 }, (_, at) => ({ depth_um: data[2 * at]!, half_um: data[2 * at + 1]! }));
}
