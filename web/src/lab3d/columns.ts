// The block as upright columns on a small grid: each column begins at its own surface, so that a corner cut away, skin
// taken off and skin left alone are one thing. What shows of a layer are the faces where a column has no neighbour.
// Lengths are um; x and z lie in the skin's surface, y is depth.

export type Place = readonly [x: number, depth: number, z: number];
/** Four corners; seen from outside they run against the clock. */
export type Corners = readonly [Place, Place, Place, Place];

export interface Quad {
  /** wall: upright; open: a surface to the air; inside: where the next layer begins. */
  kind: "wall" | "open" | "inside";
  corners: Corners;
}

export interface Columns {
  x: readonly number[];
  z: readonly number[];
  /** Depth at which a column begins, by its place along x and z. */
  surface: (alongX: number, alongZ: number) => number;
  /** Whether this is where the laser went. */
  treated: (alongX: number, alongZ: number) => boolean;
}

export interface BlockShape {
  side: number;
  /** Depth down to which a corner is cut away, and the length of its sides. */
  cutDepth: number;
  cutSide: number;
  /** Depth of the surface (above the skin where a film lies on it), and of what is taken off all over. */
  top: number;
  removed: number;
  /** Width of a strip along one side that is left untreated; 0 for none. */
  strip: number;
}

/** Return the columns of a block whose corner towards +x and +z is cut away. */
export function columnsOf(shape: BlockShape): Columns {
  const half = 0.5 * shape.side;
  const x = [-half, half - shape.cutSide, half];
  const z = shape.strip > 0 ? [-half, -half + shape.strip, half - shape.cutSide, half] : x;
  const isStrip = (alongZ: number) => shape.strip > 0 && alongZ === 0;
  const isCut = (alongX: number, alongZ: number) => alongX === x.length - 2 && alongZ === z.length - 2;
  return {
    x,
    z,
    surface: (alongX, alongZ) => {
      if (isCut(alongX, alongZ)) return shape.cutDepth;
      return isStrip(alongZ) || shape.removed === 0 ? shape.top : shape.removed;
    },
    treated: (_, alongZ) => !isStrip(alongZ),
  };
}

/** Return the faces of a layer between two depths, over all columns or over those treated. */
export function facesOf(columns: Columns, top: number, bottom: number, treatedOnly = false): Quad[] {
  const begins = (alongX: number, alongZ: number): number => {
    const outside = alongX < 0 || alongZ < 0 || alongX >= columns.x.length - 1 || alongZ >= columns.z.length - 1;
    if (outside || (treatedOnly && !columns.treated(alongX, alongZ))) return bottom;
    return Math.min(bottom, Math.max(top, columns.surface(alongX, alongZ)));
  };
  const quads: Quad[] = [];
  for (let i = 0; i < columns.x.length - 1; i++)
    for (let j = 0; j < columns.z.length - 1; j++) {
      const from = begins(i, j);
      if (from >= bottom) continue;
      quads.push({
        kind: from > top || columns.surface(i, j) === top ? "open" : "inside",
        corners: lid(columns, i, j, from),
      });
      quads.push(...wallsOf(columns, i, j, from, begins));
    }
  return quads;
}

function lid({ x, z }: Columns, i: number, j: number, y: number): Corners {
  const [x0, x1, z0, z1] = [x[i]!, x[i + 1]!, z[j]!, z[j + 1]!];
  return [
    [x0, y, z1],
    [x1, y, z1],
    [x1, y, z0],
    [x0, y, z0],
  ];
}

function wallsOf(
  { x, z }: Columns,
  i: number,
  j: number,
  from: number,
  begins: (alongX: number, alongZ: number) => number,
): Quad[] {
  const [x0, x1, z0, z1] = [x[i]!, x[i + 1]!, z[j]!, z[j + 1]!];
  const sides = [
    { to: begins(i + 1, j), a: [x1, z1], b: [x1, z0] },
    { to: begins(i - 1, j), a: [x0, z0], b: [x0, z1] },
    { to: begins(i, j + 1), a: [x0, z1], b: [x1, z1] },
    { to: begins(i, j - 1), a: [x1, z0], b: [x0, z0] },
  ] as const;
  return sides
    .filter(({ to }) => to > from)
    .map(({ to, a, b }) => ({
      kind: "wall",
      corners: [
        [a[0], to, a[1]],
        [b[0], to, b[1]],
        [b[0], from, b[1]],
        [a[0], from, a[1]],
      ],
    }));
}

/** Return the lines to draw along walls: their upper and lower edges, and upright edges where the direction changes. */
export function edgesOf(quads: readonly Quad[]): [Place, Place][] {
  const level: [Place, Place][] = [];
  const upright = new Map<string, { edge: [Place, Place]; directions: Set<string> }>();
  for (const { kind, corners } of quads) {
    if (kind !== "wall") continue;
    const [a, b, c, d] = corners;
    level.push([a, b], [d, c]);
    const direction = a[0] === b[0] ? "z" : "x";
    for (const edge of [
      [a, d],
      [b, c],
    ] as [Place, Place][]) {
      const key = `${edge[0][0]} ${edge[0][2]}`;
      const known = upright.get(key) ?? { edge, directions: new Set<string>() };
      known.directions.add(direction);
      known.edge = longer(known.edge, edge);
      upright.set(key, known);
    }
  }
  const corners = [...upright.values()].filter(({ directions }) => directions.size > 1).map(({ edge }) => edge);
  return [...level, ...corners];
}

function longer(one: [Place, Place], other: [Place, Place]): [Place, Place] {
  return Math.abs(other[0][1] - other[1][1]) > Math.abs(one[0][1] - one[1][1]) ? other : one;
}
