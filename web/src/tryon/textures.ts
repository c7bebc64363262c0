// Textures of the try-on. Weights, slopes and tables are numbers, not colours: only the photo is decoded from sRGB.
import {
  ClampToEdgeWrapping,
  DataTexture,
  FloatType,
  LinearFilter,
  LinearMipmapLinearFilter,
  NearestFilter,
  NoColorSpace,
  RedFormat,
  RepeatWrapping,
  RGBAFormat,
  SRGBColorSpace,
  Texture,
  UnsignedByteType,
} from "three";
import type { Size } from "./blur";
import type { ColourTable } from "./colour-table";

const SLANTED = 4; // samples along the direction in which a slanted surface is squeezed

/** Return the table of skin's colours, melanosomes across, blood down; the shader reads between its texels itself. */
export function tableTexture({ melanosome_fraction, blood_fraction, rgb }: ColourTable): DataTexture {
  const [width, height] = [melanosome_fraction.length, blood_fraction.length];
  const texels = new Float32Array(4 * width * height);
  for (let m = 0; m < width; m += 1)
    for (let b = 0; b < height; b += 1)
      texels.set(rgb.subarray(3 * (m * height + b), 3 * (m * height + b) + 3), 4 * (b * width + m));
  const texture = new DataTexture(texels, width, height, RGBAFormat, FloatType);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  return ready(texture);
}

/** Return four bytes a texel as numbers 0 to 1. */
export function bytesTexture(bytes: Uint8Array, { width, height }: Size): DataTexture {
  const texture = new DataTexture(bytes as Uint8Array<ArrayBuffer>, width, height, RGBAFormat, UnsignedByteType);
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = SLANTED;
  return ready(texture);
}

/** Return a photo, its first row at v = 0. */
export function photoTexture(photo: ImageBitmap): Texture {
  const texture = new Texture(photo);
  texture.colorSpace = SRGBColorSpace;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.flipY = false;
  texture.anisotropy = SLANTED;
  texture.needsUpdate = true;
  return texture;
}

const NOISE_SIDE = 256;

/** Return hashed values that repeat, their mean in the middle of a byte's range. */
export function noiseTexture(): DataTexture {
  const values = Uint8Array.from({ length: NOISE_SIDE ** 2 }, (_, at) => hash(at) >>> 24);
  const texture = new DataTexture(values, NOISE_SIDE, NOISE_SIDE, RedFormat, UnsignedByteType);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.colorSpace = NoColorSpace;
  texture.needsUpdate = true;
  return texture;
}

/** Every bit of a whole number moves every bit of what is returned (Murmur's last step). */
function hash(value: number): number {
  let bits = Math.imul(value + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function ready(texture: DataTexture): DataTexture {
  texture.wrapS = ClampToEdgeWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.colorSpace = NoColorSpace;
  texture.flipY = false;
  texture.needsUpdate = true;
  return texture;
}
