// The maps of the head's skin as bytes for the graphics card: slopes instead of heights, for slopes can be added up and
// averaged. The greatest slope of a map sets the scale of its bytes.
import type { SkinMaps } from "./skin-maps";

export interface HeadMaps {
  size: number;
  /** Slopes of lines (across, down) and of scars. */
  relief: Uint8Array;
  /** Slopes of pores, spots, half of gloss. */
  surface: Uint8Array;
  /** Half the factors on melanosomes and blood, hair, red of the lips. */
  pigment: Uint8Array;
  /** Slope of a full byte: of relief, of pores. */
  slope_range: readonly [number, number];
}

const LEAST_RANGE = 0.02;
const MOST_RANGE = 1.5; // steeper than 56 degrees is not drawn

/** Return the maps as bytes. */
export function headMaps(maps: SkinMaps): HeadMaps {
  const { size, mm_per_unit } = maps;
  const slopes = (height: Float32Array) => slopesOf(height, size, mm_per_unit);
  const [lines, scars, pores] = [slopes(maps.lines), slopes(maps.scars), slopes(maps.pores)];
  const range = [rangeOf([lines, scars]), rangeOf([pores])] as const;
  const texels = size * size;
  const relief = new Uint8ClampedArray(4 * texels);
  const surface = new Uint8ClampedArray(4 * texels);
  const pigment = new Uint8ClampedArray(4 * texels);
  for (let at = 0; at < texels; at += 1) {
    relief[4 * at] = 128 + (127 * lines[2 * at]!) / range[0];
    relief[4 * at + 1] = 128 + (127 * lines[2 * at + 1]!) / range[0];
    relief[4 * at + 2] = 128 + (127 * scars[2 * at]!) / range[0];
    relief[4 * at + 3] = 128 + (127 * scars[2 * at + 1]!) / range[0];
    surface[4 * at] = 128 + (127 * pores[2 * at]!) / range[1];
    surface[4 * at + 1] = 128 + (127 * pores[2 * at + 1]!) / range[1];
    surface[4 * at + 2] = 255 * maps.spots[at]!;
    surface[4 * at + 3] = 127.5 * maps.gloss[at]!;
    pigment[4 * at] = 127.5 * maps.melanin[at]!;
    pigment[4 * at + 1] = 127.5 * maps.blood[at]!;
    pigment[4 * at + 2] = 255 * Math.max(maps.brow[at]!, maps.lash[at]!);
    pigment[4 * at + 3] = 255 * maps.lip[at]!;
  }
  const bytes = (map: Uint8ClampedArray) => new Uint8Array(map.buffer);
  return { size, relief: bytes(relief), surface: bytes(surface), pigment: bytes(pigment), slope_range: range };
}

/** Return slopes (across, down) of a height map in mm per mm: half the difference of the neighbours on both sides. */
export function slopesOf(height: Float32Array, size: number, mmPerUnit: readonly [number, number]): Float32Array {
  const found = new Float32Array(2 * size * size);
  const [across, down] = [size / (2 * mmPerUnit[0]), size / (2 * mmPerUnit[1])];
  for (let row = 1; row < size - 1; row += 1)
    for (let column = 1; column < size - 1; column += 1) {
      const at = row * size + column;
      found[2 * at] = across * (height[at + 1]! - height[at - 1]!);
      found[2 * at + 1] = down * (height[at + size]! - height[at - size]!);
    }
  return found;
}

function rangeOf(slopes: readonly Float32Array[]): number {
  let most = LEAST_RANGE;
  for (const map of slopes) for (const value of map) most = Math.max(most, Math.abs(value));
  return Math.min(MOST_RANGE, most);
}
