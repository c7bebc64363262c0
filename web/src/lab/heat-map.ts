// What the colours of a cross-section show: temperature at a time or the highest reached, or what melanin absorbs.
import { column, type Scene } from "../api/scene";
import { frameAt } from "./raster";

/** Values by depth and distance from the axis, and the range of their colours. */
export interface HeatMap {
  depth_um: Float32Array;
  radius_um: Float32Array;
  values: Float32Array;
  range: readonly [number, number];
  unit: string;
  words: string;
}

/** A place among the stored times; null is the highest temperature reached. */
export type Moment = number | null;

/** Return the map of a scene at a moment; null for a mechanism that knows none. `range` overrides the scene's own. */
export function heatMap(scene: Scene, moment: Moment, range: readonly [number, number] | null = null): HeatMap | null {
  const axes = { depth_um: column(scene, "depth_um"), radius_um: column(scene, "radius_um") };
  const melanin = column(scene, "melanin_energy_density");
  if (melanin.length > 0) {
    return {
      ...axes,
      values: melanin,
      range: range ?? heatRange(scene) ?? [0, 1],
      unit: "J/cm³",
      words: "melanin absorbs",
    };
  }
  const peak = column(scene, "peak_temperature");
  if (peak.length === 0) return null;
  const values = moment === null ? peak : frameAt(column(scene, "temperature"), peak.length, moment);
  const words = moment === null ? "highest temperature" : "temperature";
  return { ...axes, values, range: range ?? heatRange(scene) ?? [0, 1], unit: "°C", words };
}

const ranges = new WeakMap<Scene, readonly [number, number]>();

/** Return the lowest and the highest value that any moment of a scene shows; null where there is no map. */
export function heatRange(scene: Scene): readonly [number, number] | null {
  const known = ranges.get(scene);
  if (known) return known;
  const [melanin, peak] = [column(scene, "melanin_energy_density"), column(scene, "peak_temperature")];
  if (melanin.length + peak.length === 0) return null;
  const coldest = Math.min(lowest(peak), lowest(column(scene, "temperature")));
  const range = melanin.length > 0 ? ([0, highest(melanin)] as const) : ([coldest, highest(peak)] as const);
  ranges.set(scene, range);
  return range;
}

/** Return one range for several scenes, where their colours mean the same; null where they do not. */
export function jointRange(scenes: readonly Scene[]): readonly [number, number] | null {
  const found = scenes.map(heatRange).filter((one) => one !== null);
  const units = new Set(scenes.map((scene) => (scene.arrays.melanin_energy_density ? "J/cm³" : "°C")));
  if (found.length < 2 || units.size > 1) return null;
  return [Math.min(...found.map(([low]) => low)), Math.max(...found.map(([, high]) => high))];
}

function highest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function lowest(values: Float32Array): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}
