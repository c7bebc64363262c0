import { describe, expect, test } from "vitest";
import { readPng } from "./png";

const [WIDTH, HEIGHT] = [3, 5];
const PIXELS = Array.from({ length: 4 * WIDTH * HEIGHT }, (_, at) => (at * 37 + (at % 5) * 91) % 256);

/** One row of each filter: none, left, above, mean, Paeth's. */
function filtered(): Uint8Array<ArrayBuffer> {
  const stride = 4 * WIDTH;
  const pixel = (row: number, at: number) => (row < 0 || at < 0 ? 0 : PIXELS[row * stride + at]!);
  const guesses = [
    () => 0,
    (row: number, at: number) => pixel(row, at - 4),
    (row: number, at: number) => pixel(row - 1, at),
    (row: number, at: number) => Math.floor((pixel(row, at - 4) + pixel(row - 1, at)) / 2),
    (row: number, at: number) => {
      const [left, above, corner] = [pixel(row, at - 4), pixel(row - 1, at), pixel(row - 1, at - 4)];
      const far = (value: number) => Math.abs(left + above - corner - value);
      if (far(left) <= far(above) && far(left) <= far(corner)) return left;
      return far(above) <= far(corner) ? above : corner;
    },
  ];
  const rows = guesses.map((guess, row) => [
    row,
    ...Array.from({ length: stride }, (_, at) => pixel(row, at) - guess(row, at)),
  ]);
  return Uint8Array.from(rows.flat());
}

async function file(kind = 6): Promise<ArrayBuffer> {
  const packing = new Blob([filtered()]).stream().pipeThrough(new CompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(packing).arrayBuffer());
  const parts = [
    chunk("IHDR", Uint8Array.from([0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, 8, kind, 0, 0, 0])),
    chunk("tEXt", Uint8Array.from([65, 0, 66])),
    chunk("IDAT", packed.slice(0, 20)),
    chunk("IDAT", packed.slice(20)),
    chunk("IEND", new Uint8Array()),
  ];
  return new Blob([new Uint8Array(8), ...parts]).arrayBuffer();
}

function chunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + data.length);
  new DataView(bytes.buffer).setUint32(0, data.length);
  bytes.set(
    [...name].map((letter) => letter.charCodeAt(0)),
    4,
  );
  bytes.set(data, 8);
  return bytes;
}

describe("weights from a PNG", () => {
  test("all four channels come back, whatever the filters and the fourth channel", async () => {
    const { width, height, bytes } = await readPng(await file());
    expect([width, height]).toEqual([WIDTH, HEIGHT]);
    expect([...bytes]).toEqual(PIXELS);
  });

  test("another kind of picture is refused", async () => {
    await expect(readPng(await file(2))).rejects.toThrow("not RGBA");
  });
});
