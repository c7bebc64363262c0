// Cividis: a colour map of even lightness that reads the same with every common form of colour vision.

const ANCHORS =
  "00224e 002e6a 1a386f 32436d 434e6c 535a6d 61656f 6f7073 7d7c78 8c8878 9b9476 aba072 bcae6c cdbb63 dec958 f0d846 fee838";
export const TABLE_SIZE = 256;

function channels(hex: string): readonly number[] {
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** Return the colour at a place from 0 to 1, as red, green and blue of 255. */
export function colourAt(place: number): readonly number[] {
  const anchors = ANCHORS.split(" ");
  const along = Math.min(1, Math.max(0, place)) * (anchors.length - 1);
  const below = Math.min(anchors.length - 2, Math.floor(along));
  const [from, to] = [channels(anchors[below]!), channels(anchors[below + 1]!)];
  return from.map((value, at) => Math.round(value + (along - below) * (to[at]! - value)));
}

/** Return the map as pixels: red in the lowest byte, opaque, as ImageData holds them on little-endian machines. */
export function colourTable(): Uint32Array {
  return Uint32Array.from({ length: TABLE_SIZE }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = colourAt(at / (TABLE_SIZE - 1));
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}
