// From a photo and its face to what the stage shows: once, when the photo is chosen.
import { type ColourTable, fitTone } from "./colour-table";
import { linearOf, photoMaps } from "./photo-maps";
import type { PhotoParts } from "./photo-shown";
import { melanosomeRow } from "./pigment";
import type { Weights } from "./png";
import { atlasOf, type Grid, gridOf, weightsAt } from "./raster";
import type { FaceMesh } from "./skin-maps";
import type { Face } from "./types";

const MOST_SIDE = 2560; // pixels of a photo on the graphics card
const MOST_TEXELS = 768; // of the face, on its longer side: about 0.25 mm each
const ALLOWED = 3; // channel of regions-b.png

/** Return a photo with all that is read from its pixels. The photo given is closed if a smaller one takes its place. */
export async function preparedPhoto(
  given: ImageBitmap,
  face: Face,
  mesh: FaceMesh,
  weights: Weights,
  table: ColourTable,
): Promise<PhotoParts> {
  const grid = gridOf(face, MOST_TEXELS);
  const pixels = pixelsOf(given, face, grid);
  const tone = fitTone(table, face.skin.linear_srgb);
  const photo = {
    size: grid,
    rgb: linearOf(pixels),
    allowed: weightsAt(weights, ALLOWED, atlasOf(grid, face, mesh)),
    mm_per_texel: face.mm_per_px * grid.step,
  };
  const maps = photoMaps(photo, face, { tone, row: melanosomeRow(table, tone) });
  pixels.fill(0);
  for (const map of photo.rgb) map.fill(0);
  return { photo: await smaller(given), face, mesh, grid, maps, tone };
}

/** The bytes of the grid's texels; a grid coarser than the photo gets means of its pixels. */
function pixelsOf(photo: ImageBitmap, face: Face, { x, y, step, width, height }: Grid): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("This browser cannot read the photo's pixels.");
  pen.imageSmoothingEnabled = step > 1;
  pen.imageSmoothingQuality = "high";
  const [right, down] = [photo.width / face.width, photo.height / face.height];
  const [across, tall] = [width * step, height * step];
  pen.drawImage(photo, x * right, y * down, across * right, tall * down, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  canvas.width = 0; // its pixels go at once
  return data;
}

async function smaller(photo: ImageBitmap): Promise<ImageBitmap> {
  const ratio = MOST_SIDE / Math.max(photo.width, photo.height);
  if (ratio >= 1) return photo;
  const size = { resizeWidth: Math.round(ratio * photo.width), resizeHeight: Math.round(ratio * photo.height) };
  const found = await createImageBitmap(photo, { ...size, resizeQuality: "high" });
  photo.close();
  return found;
}
