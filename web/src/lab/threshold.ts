// Where melanin absorbs more than the threshold of breakdown: a line in the picture, and a depth in words.
import type { OutlinePoint, Scene } from "../api/scene";
import { contour } from "./contour";
import { heatMap } from "./heat-map";

const lines = new WeakMap<Scene, readonly OutlinePoint[][]>();

/** Return the lines on which melanin absorbs as much as the threshold; none where it is not reached or not known. */
export function thresholdLines(scene: Scene): readonly OutlinePoint[][] {
  const known = lines.get(scene);
  if (known) return known;
  const threshold = scene.scene.melanin_threshold;
  const map = threshold && heatMap(scene, null);
  const found = threshold && map ? contour(map, threshold.value) : [];
  lines.set(scene, found);
  return found;
}

/** Return the least depth at which melanin absorbs more than the threshold, um; null where it never does. */
export function passedFrom(scene: Scene): number | null {
  const threshold = scene.scene.melanin_threshold;
  const map = threshold && heatMap(scene, null);
  const first = threshold && map ? map.values.findIndex((value) => value > threshold.value) : -1;
  if (!map || first < 0) return null;
  const shallowest = map.depth_um[Math.floor(first / map.radius_um.length)]!;
  return Math.min(shallowest, ...thresholdLines(scene).flatMap((line) => line.map(({ depth_um }) => depth_um)));
}
