// The atlas laid flat in millimetres: where landmarks lie, how far a place is from the rings, which texels a shape covers.
// x runs to the right with u, y down with v; scales differ by about a tenth over the face, which is let pass.

/** mesh.json: the canonical face whose texture coordinates are the atlas. */
export interface FaceMesh {
  positions_cm: readonly (readonly [number, number, number])[];
  atlas: readonly (readonly [number, number])[];
  triangles: readonly (readonly [number, number, number])[];
  rings: Readonly<Record<string, readonly number[]>>;
}

export type Point = readonly [number, number];

export interface Plane {
  size: number;
  mm_per_unit: readonly [number, number];
  /** Where a vertex of the canonical face lies, mm. */
  at(vertex: number): Point;
  ring(name: string): Point[];
}

const FRONT = 0.75; // cosine: triangles that face forwards give the scale
const MM_PER_CM = 10;

/** Return the plane of a mesh for maps of size x size. */
export function planeOf(mesh: FaceMesh, size: number): Plane {
  const mm_per_unit = scaleOf(mesh);
  const at = (vertex: number): Point => {
    const [u, v] = mesh.atlas[vertex]!;
    return [u * mm_per_unit[0], v * mm_per_unit[1]];
  };
  return { size, mm_per_unit, at, ring: (name) => mesh.rings[name]!.map(at) };
}

/** Millimetres along one unit of u and of v, averaged over the triangles at the front by their areas in the atlas. */
function scaleOf(mesh: FaceMesh): readonly [number, number] {
  const sum = [0, 0, 0];
  for (const corners of mesh.triangles) {
    const [a, b, c] = corners.map((corner) =>
      mesh.positions_cm[corner]!.map((value) => value * MM_PER_CM),
    ) as number[][];
    const [p, q, r] = corners.map((corner) => mesh.atlas[corner]!) as Point[];
    const [first, second] = [minus(b!, a!), minus(c!, a!)];
    const [u1, v1, u2, v2] = [q![0] - p![0], q![1] - p![1], r![0] - p![0], r![1] - p![1]];
    const area = u1 * v2 - u2 * v1;
    const normal = [
      first[1]! * second[2]! - first[2]! * second[1]!,
      first[2]! * second[0]! - first[0]! * second[2]!,
      first[0]! * second[1]! - first[1]! * second[0]!,
    ];
    if (Math.abs(normal[2]!) < FRONT * Math.hypot(...normal)) continue;
    const along = (s: number, t: number) =>
      Math.hypot(...first.map((value, axis) => (s * value + t * second[axis]!) / area));
    sum[0]! += Math.abs(area) * along(v2, -v1);
    sum[1]! += Math.abs(area) * along(-u2, u1);
    sum[2]! += Math.abs(area);
  }
  return [sum[0]! / sum[2]!, sum[1]! / sum[2]!];
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, axis) => value - b[axis]!);
}

/** Return the distance (mm) of a place to a closed ring, positive inside. */
export function insideRing(x: number, y: number, ring: readonly Point[]): number {
  let [least, inside] = [Number.POSITIVE_INFINITY, false];
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [[x0, y0], [x1, y1]] = [ring[before]!, ring[at]!];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2);
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / dy) * dx) inside = !inside;
  }
  return inside ? Math.sqrt(least) : -Math.sqrt(least);
}

/** Return the same plane with a coarser grid of texels. */
export function coarser(plane: Plane, times: number): Plane {
  return { ...plane, size: plane.size / times };
}

export interface Box {
  low: Point;
  high: Point;
}

/** Return the box about points, with room on all sides. */
export function boxAbout(points: readonly Point[], room: number): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return {
    low: [Math.min(...xs) - room, Math.min(...ys) - room],
    high: [Math.max(...xs) + room, Math.max(...ys) + room],
  };
}

/** Call with every texel of a box: its number and its place in mm; `step` is the size of a texel in mm. */
export function forEachTexel(
  box: Box,
  step: Point,
  size: number,
  call: (at: number, x: number, y: number) => void,
): void {
  const first = (value: number, length: number) => Math.max(0, Math.ceil(value / length - 0.5));
  const last = (value: number, length: number) => Math.min(size - 1, Math.floor(value / length - 0.5));
  const [left, right] = [first(box.low[0], step[0]), last(box.high[0], step[0])];
  const [top, bottom] = [first(box.low[1], step[1]), last(box.high[1], step[1])];
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1)
      call(row * size + column, (column + 0.5) * step[0], (row + 0.5) * step[1]);
}

/** Return the size of a texel in mm. */
export function texelOf(plane: Plane): Point {
  return [plane.mm_per_unit[0] / plane.size, plane.mm_per_unit[1] / plane.size];
}

/** Return 0 below `low`, 1 above `high`, smooth between. */
export function smooth(low: number, high: number, value: number): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return share * share * (3 - 2 * share);
}

/** Return a point between two, at a share of the way. */
export function mixed(a: Point, b: Point, share: number): Point {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/** Return the point at a share (0..1) of the length of a line of points, and the direction there. */
export function alongLine(line: readonly Point[], share: number): { place: Point; direction: Point } {
  const lengths = line.slice(1).map(([x, y], at) => Math.hypot(x - line[at]![0], y - line[at]![1]));
  let rest = share * lengths.reduce((sum, length) => sum + length, 0);
  let at = 0;
  while (at < lengths.length - 1 && rest > lengths[at]!) rest -= lengths[at++]!;
  const [start, end] = [line[at]!, line[at + 1]!];
  const length = lengths[at]! || 1;
  return {
    place: mixed(start, end, rest / length),
    direction: [(end[0] - start[0]) / length, (end[1] - start[1]) / length],
  };
}
