// The side of a body that is turned about its axis: from an outline by depth to the points of a lathe. Lengths are um.
import type { Field } from "../api/scene";

export interface ProfilePoint {
  depth: number;
  half: number;
}

/** A body of revolution: from its top to its deepest point, which lies on the axis. */
export interface Profile {
  points: readonly ProfilePoint[];
  top: number;
  bottom: number;
  widest: number;
  /** Radius where it begins. */
  opening: number;
}

const ROUGHNESS = 0.006; // of the body's size: points that stand out less from the line beside them are left out
const SPHERE_POINTS = 11;

/** Return the profile of an outline (n, 2: depth, half width); null where there is no body. */
export function profileOf(outline: Field | undefined): Profile | null {
  const points = outline ? pointsOf(outline) : [];
  const widest = Math.max(0, ...points.map(({ half }) => half));
  if (points.length < 2 || widest === 0) return null;
  const size = Math.max(widest, points.at(-1)!.depth - points[0]!.depth);
  return finish(simplified(points, ROUGHNESS * size), widest);
}

/** Return the profile of a sphere, or of what a sphere becomes between two depths that are not its diameter apart. */
export function sphereProfile(top: number, bottom: number, diameter: number): Profile | null {
  if (!(diameter > 0 && bottom > top)) return null;
  const points = Array.from({ length: SPHERE_POINTS }, (_, at) => {
    const turn = (Math.PI * at) / (SPHERE_POINTS - 1);
    return { depth: top + 0.5 * (bottom - top) * (1 - Math.cos(turn)), half: 0.5 * diameter * Math.sin(turn) };
  });
  return finish(points, 0.5 * diameter);
}

/**
 * Return the points of a lathe, [radius, height] with height upward, from the deepest point to the top. A point that
 * comes twice makes a sharp edge. The top is closed from its rim inward to `hole`; a body as wide as its hole is open.
 */
export function lathePoints(profile: Profile, hole = 0): [number, number][] {
  const side: [number, number][] = profile.points.map(({ depth, half }) => [half, -depth]);
  const bottom = profile.points.at(-1)!;
  if (bottom.half > 0) side.push([bottom.half, -bottom.depth], [0, -bottom.depth]);
  side.reverse();
  if (profile.opening > hole) side.push([profile.opening, -profile.top], [hole, -profile.top]);
  return side;
}

/**
 * Return the outline of one half of a body cut through its axis, [radius, height]: without the crater in it, where
 * there is one.
 */
export function sectionPoints(profile: Profile, crater: Profile | null): [number, number][] {
  const side = outlineOf(profile);
  const inner = crater ? outlineOf(crater).reverse() : ([[0, -profile.top]] as [number, number][]);
  return [...side, ...inner].filter(([x, y], at, all) => at === 0 || x !== all[at - 1]![0] || y !== all[at - 1]![1]);
}

function outlineOf({ points, bottom }: Profile): [number, number][] {
  const side: [number, number][] = points.map(({ depth, half }) => [half, -depth]);
  return points.at(-1)!.half > 0 ? [...side, [0, -bottom]] : side;
}

/**
 * Leave out the points that lie nearer than `tolerance` to the straight line between points that stay
 * (Ramer, Douglas, Peucker).
 */
export function simplified(points: readonly ProfilePoint[], tolerance: number): ProfilePoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3) return [...points];
  const offs = points.map((point) => distance(point, first, last));
  const at = offs.indexOf(Math.max(...offs));
  if (offs[at]! <= tolerance) return [first, last];
  return [...simplified(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplified(points.slice(at), tolerance)];
}

function pointsOf(outline: Field): ProfilePoint[] {
  const count = Math.floor(outline.data.length / 2);
  return Array.from({ length: count }, (_, row) => ({
    depth: outline.data[2 * row]!,
    half: Math.max(0, outline.data[2 * row + 1]!),
  })).filter(({ depth, half }) => Number.isFinite(depth) && Number.isFinite(half));
}

function finish(points: readonly ProfilePoint[], widest: number): Profile {
  const [first, last] = [points[0]!, points.at(-1)!];
  return { points, top: first.depth, bottom: last.depth, widest, opening: first.half };
}

function distance(point: ProfilePoint, from: ProfilePoint, to: ProfilePoint): number {
  const [across, down] = [to.half - from.half, to.depth - from.depth];
  const length = Math.hypot(across, down);
  if (length === 0) return Math.hypot(point.half - from.half, point.depth - from.depth);
  const share = ((point.half - from.half) * across + (point.depth - from.depth) * down) / length ** 2;
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(point.half - from.half - along * across, point.depth - from.depth - along * down);
}
