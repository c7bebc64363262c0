// Reads the weights of the regions, a PNG of 8 bits in four channels. A browser's own decoder multiplies colours by the
// fourth channel on the way to the pixels, which would lose weights; this one does not.

export interface Weights {
  width: number;
  height: number;
  /** Four bytes a texel, row by row from the top. */
  bytes: Uint8Array;
}

const HEADER = 8;
const CHANNELS = 4;

/** Return the bytes of a PNG with four channels of 8 bits, without interlace. */
export async function readPng(file: ArrayBuffer): Promise<Weights> {
  const { width, height, packed } = chunksOf(new DataView(file));
  const rows = new Uint8Array(await new Response(unpacked(packed)).arrayBuffer());
  const stride = CHANNELS * width;
  if (rows.length !== height * (stride + 1)) throw new Error("The weights of the regions could not be read.");
  const bytes = new Uint8Array(height * stride);
  for (let row = 0; row < height; row += 1) unfilter(rows, bytes, row, stride);
  return { width, height, bytes };
}

function chunksOf(view: DataView) {
  let [width, height] = [0, 0];
  const packed: Uint8Array<ArrayBuffer>[] = [];
  for (let at = HEADER; at < view.byteLength; ) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...[4, 5, 6, 7].map((step) => view.getUint8(at + step)));
    if (name === "IHDR") {
      [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      const [depth, kind, interlace] = [view.getUint8(at + 16), view.getUint8(at + 17), view.getUint8(at + 20)];
      if (depth !== 8 || kind !== 6 || interlace !== 0) throw new Error("The weights of the regions are not RGBA.");
    }
    if (name === "IDAT") packed.push(new Uint8Array(view.buffer as ArrayBuffer, at + 8, length));
    at += 12 + length;
  }
  return { width, height, packed };
}

function unpacked(parts: Uint8Array<ArrayBuffer>[]): ReadableStream {
  return new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
}

function unfilter(rows: Uint8Array, bytes: Uint8Array, row: number, stride: number): void {
  const from = row * (stride + 1) + 1;
  const kind = rows[from - 1]!;
  const to = row * stride;
  for (let at = 0; at < stride; at += 1) {
    const left = at >= CHANNELS ? bytes[to + at - CHANNELS]! : 0;
    const above = row > 0 ? bytes[to + at - stride]! : 0;
    const corner = row > 0 && at >= CHANNELS ? bytes[to + at - stride - CHANNELS]! : 0;
    bytes[to + at] = rows[from + at]! + guess(kind, left, above, corner);
  }
}

function guess(kind: number, left: number, above: number, corner: number): number {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return above;
  if (kind === 3) return (left + above) >> 1;
  const sum = left + above - corner;
  const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - above), Math.abs(sum - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
