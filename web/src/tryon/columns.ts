// Where the parts of a picture lie on the canvas. The same camera serves all of them, so that nothing but the skin
// differs; they are written into cells that are made once, because a slider moves them at every frame.

/** Which skin a part shows: the one before, or a place in `sides`. */
export const BEFORE = -1;

/** A part in device pixels from the left lower corner: `x`, `width` of its picture, `from`, `to` of what is seen of it. */
export interface Cell {
  x: number;
  width: number;
  from: number;
  to: number;
  side: number;
}

export interface Parts {
  cells: readonly [Cell, Cell, Cell, Cell];
  count: number;
}

const MOST = 4;

/** Return room for the parts of a picture. */
export function parts(): Parts {
  const cell = (): Cell => ({ x: 0, width: 0, from: 0, to: 0, side: BEFORE });
  return { cells: [cell(), cell(), cell(), cell()], count: 0 };
}

/** Lay out a picture of a width in device pixels. */
export function layOut(into: Parts, layout: "single" | "split" | "row", sides: number, split: number, width: number) {
  if (layout === "row") return row(into, Math.min(MOST, Math.max(1, sides)), width);
  const edge = layout === "split" ? Math.round(Math.min(1, Math.max(0, split)) * width) : 0;
  into.count = 0;
  if (edge > 0) put(into, 0, width, 0, edge, BEFORE);
  if (edge < width) put(into, 0, width, edge, width, 0);
}

/** Return which part a place lies in, or null. */
export function cellAt(laid: Parts, x: number): Cell | null {
  for (let place = 0; place < laid.count; place += 1) {
    const cell = laid.cells[place]!;
    if (x >= cell.from && x < cell.to) return cell;
  }
  return null;
}

function row(into: Parts, sides: number, width: number): void {
  into.count = 0;
  for (let side = 0; side < sides; side += 1) {
    const [from, to] = [Math.round((side * width) / sides), Math.round(((side + 1) * width) / sides)];
    // All columns are equally wide, so that the camera is the same to the last digit.
    put(into, from, Math.floor(width / sides), from, to, side);
  }
}

function put(into: Parts, x: number, width: number, from: number, to: number, side: number): void {
  const cell = into.cells[into.count]!;
  cell.x = x;
  cell.width = width;
  cell.from = from;
  cell.to = to;
  cell.side = side;
  into.count += 1;
}
