// The line on which a map of values by depth and distance has one level, by marching squares.
import type { OutlinePoint } from "../api/scene";

interface Grid {
  depth_um: ArrayLike<number>;
  radius_um: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** Where the line crosses an edge of the grid: the edge's name, and the place. */
interface Crossing extends OutlinePoint {
  edge: string;
}

type Segment = readonly [Crossing, Crossing];

/** Return the lines on which values (z, r) equal a level, each as points in order; none where all lie on one side. */
export function contour(grid: Grid, level: number): OutlinePoint[][] {
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < grid.depth_um.length; row++) {
    for (let ring = 0; ring + 1 < grid.radius_um.length; ring++) segments.push(...inCell(grid, level, row, ring));
  }
  return chained(segments);
}

// Each cell has none, two or four crossings; of four, those that follow each other round the cell belong together.
function inCell(grid: Grid, level: number, row: number, ring: number): Segment[] {
  const found = [
    crossing(grid, level, row, ring, row, ring + 1),
    crossing(grid, level, row, ring + 1, row + 1, ring + 1),
    crossing(grid, level, row + 1, ring, row + 1, ring + 1),
    crossing(grid, level, row, ring, row + 1, ring),
  ].filter((one) => one !== null);
  return found.length < 2
    ? []
    : found.length === 2
      ? [[found[0]!, found[1]!]]
      : [
          [found[0]!, found[1]!],
          [found[2]!, found[3]!],
        ];
}

function crossing(
  grid: Grid,
  level: number,
  row: number,
  ring: number,
  toRow: number,
  toRing: number,
): Crossing | null {
  const rings = grid.radius_um.length;
  const from = grid.values[row * rings + ring]!;
  const to = grid.values[toRow * rings + toRing]!;
  if (from > level === to > level) return null;
  const share = (level - from) / (to - from);
  const between = (axis: ArrayLike<number>, start: number, end: number) =>
    axis[start]! + share * (axis[end]! - axis[start]!);
  return {
    edge: `${row},${ring},${toRow},${toRing}`,
    depth_um: between(grid.depth_um, row, toRow),
    half_um: between(grid.radius_um, ring, toRing),
  };
}

// An edge belongs to two cells at most, so that each crossing leads on to one segment, or to none at the rim.
function chained(segments: readonly Segment[]): OutlinePoint[][] {
  const left = new Set(segments);
  const at = new Map<string, Segment[]>();
  for (const segment of segments) {
    for (const { edge } of segment) at.set(edge, [...(at.get(edge) ?? []), segment]);
  }
  const rim = segments.filter((segment) => segment.some(({ edge }) => at.get(edge)!.length === 1));
  const lines: OutlinePoint[][] = [];
  for (const first of [...rim, ...segments]) {
    if (left.has(first)) lines.push(followed(first, at, left));
  }
  return lines;
}

function followed(first: Segment, at: ReadonlyMap<string, Segment[]>, left: Set<Segment>): OutlinePoint[] {
  const inward = at.get(first[0].edge)!.length === 1 || at.get(first[1].edge)!.length > 1;
  const line: Crossing[] = inward ? [first[0], first[1]] : [first[1], first[0]];
  left.delete(first);
  for (;;) {
    const { edge } = line.at(-1)!;
    const next = at.get(edge)!.find((segment) => left.has(segment));
    if (!next) return line.map(({ depth_um, half_um }) => ({ depth_um, half_um }));
    left.delete(next);
    line.push(next[0].edge === edge ? next[1] : next[0]);
  }
}
