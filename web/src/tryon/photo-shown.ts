// A photo on the stage: the face as a sheet that stands out, the rest behind it, and an orthographic camera, because
// a photo already has its perspective. Seen from the front every pixel lies where the photo has it.
import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  FrontSide,
  Mesh,
  OrthographicCamera,
  Scene,
  type Texture,
  Vector3,
} from "three";
import { type Box, boxOf, lengthPerPixel } from "./orbit";
import type { PhotoMaps } from "./photo-maps";
import { RELIEF } from "./photo-maps";
import { faceSheet, restSheet, type Sheet } from "./photo-mesh";
import type { Grid } from "./raster";
import { FLAKE_PX, RENDER } from "./render-numbers";
import { PHOTO_FRAGMENT, PHOTO_VERTEX, REST_FRAGMENT } from "./shader-photo";
import type { Shown } from "./shown";
import type { FaceMesh } from "./skin-maps";
import { bytesTexture, photoTexture } from "./textures";
import type { Face, Tone } from "./types";
import { materialOf, type Shared } from "./uniforms";

export interface PhotoParts {
  photo: ImageBitmap;
  face: Face;
  mesh: FaceMesh;
  grid: Grid;
  maps: PhotoMaps;
  tone: Tone;
}

const ROOM = 1.5; // the picture at zoom 1 is this much larger than the face
const DEGREES = Math.PI / 180;

/** Return a photo to be shown. It owns the photo: `dispose` closes it. */
export function showPhoto(parts: PhotoParts, shared: Shared): Shown {
  const { photo, face, mesh } = parts;
  const texture = photoTexture(photo);
  const prepared = bytesTexture(parts.maps.bytes, parts.grid);
  const [skin, rest] = [geometryOf(faceSheet(face, mesh)), geometryOf(restSheet(face, mesh))];
  const own = uniformsOf(parts, texture, prepared);
  // What of the face looks away is not seen in the photo, so it has no skin to change.
  const materials = [
    materialOf(shared, PHOTO_VERTEX, PHOTO_FRAGMENT, own, { side: FrontSide }),
    materialOf(shared, PHOTO_VERTEX, REST_FRAGMENT, own, { side: DoubleSide }),
  ];
  const meshes = [new Mesh(skin, materials[0]), new Mesh(rest, materials[1])] as const;
  const world = new Scene();
  world.add(...meshes);
  for (const part of meshes) part.frustumCulled = false;
  const camera = new OrthographicCamera();
  const aims = aimsOf(skin, mesh.atlas.length, face);
  return {
    kind: "photo",
    world,
    camera,
    skin: meshes[0],
    aim: (orbit, width, height, whole) => {
      aim(camera, aims, orbit, [width, height], whole);
      own.fromFront.value = orbit.yaw_deg === 0 && orbit.pitch_deg === 0 ? 1 : 0;
      own.frontView.value = frontOf(camera, aims.middle, face, [width, height]);
    },
    pixel: (x, y) => new Vector3(x, -y, 0),
    dispose: () => {
      for (const held of [texture, prepared, skin, rest, ...materials]) held.dispose();
      for (const geometry of [skin, rest])
        for (const attribute of Object.values(geometry.attributes)) attribute.array.fill(0);
      parts.maps.bytes.fill(0);
      texture.image = null;
      photo.close();
    },
  };
}

function uniformsOf({ face, grid, maps, tone }: PhotoParts, photo: Texture, prepared: Texture) {
  const { width, height, mm_per_px } = face;
  const cell = Math.max(RENDER.shedding_cell_mm, FLAKE_PX * mm_per_px);
  const fades = RENDER.shedding_contrast_share * Math.min(1, RENDER.shedding_cell_mm / cell);
  const [across, down] = [grid.width * grid.step, grid.height * grid.step];
  return {
    photo: { value: photo },
    prepared: { value: prepared },
    preparedAt: { value: [grid.x / width, grid.y / height, width / across, height / down] },
    relief: { value: RELIEF },
    mostSpot: { value: maps.most_spot },
    tone: { value: [tone.melanosome_fraction, tone.blood_fraction] },
    cellsAcross: { value: [(width * mm_per_px) / cell, (height * mm_per_px) / cell] },
    sheddingContrast: { value: fades },
    lengthPerMm: { value: 1 / mm_per_px },
    pictureSize: { value: [width, height] },
    fromFront: { value: 1 },
    frontView: { value: [0, 0, 0, 0] as readonly number[] },
  };
}

function geometryOf({ position, picture, atlas, supple, index }: Sheet): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setIndex(new BufferAttribute(index, 1));
  for (const [name, array, size] of [
    ["position", position, 3],
    ["picture", picture, 2],
    ["uv", atlas, 2],
    ["supple", supple, 1],
  ] as const)
    geometry.setAttribute(name, new BufferAttribute(array, size));
  geometry.computeVertexNormals();
  return geometry;
}

interface Aims {
  middle: Vector3;
  far: number;
  face: Box;
  whole: Box;
}

function aimsOf(skin: BufferGeometry, vertices: number, { width, height }: Face): Aims {
  skin.computeBoundingBox();
  const middle = skin.boundingBox!.getCenter(new Vector3());
  const face = boxOf(skin.getAttribute("position").array, 3, vertices, ROOM);
  return { middle, far: 4 * Math.max(width, height), face, whole: { x: 0.5 * width, y: -0.5 * height, width, height } };
}

function aim(
  camera: OrthographicCamera,
  { middle, far, face, whole }: Aims,
  orbit: Parameters<Shown["aim"]>[0],
  [width, height]: readonly [number, number],
  all: boolean,
): void {
  const box = all ? whole : face;
  const length = lengthPerPixel(box, width, height, orbit.zoom);
  const right = box.x - middle.x - orbit.right * width * length;
  const up = box.y - middle.y + orbit.down * width * length;
  camera.left = right - 0.5 * width * length;
  camera.right = right + 0.5 * width * length;
  camera.top = up + 0.5 * height * length;
  camera.bottom = up - 0.5 * height * length;
  camera.near = 0;
  camera.far = 2 * far;
  const [yaw, pitch] = [orbit.yaw_deg * DEGREES, orbit.pitch_deg * DEGREES];
  camera.position.set(
    middle.x + far * Math.sin(yaw) * Math.cos(pitch),
    middle.y + far * Math.sin(pitch),
    middle.z + far * Math.cos(yaw) * Math.cos(pitch),
  );
  camera.lookAt(middle);
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld();
}

/** Where in the photo the left lower corner of a column lies that is seen from the front, and the step of a pixel. */
function frontOf(
  { left, right, top, bottom }: OrthographicCamera,
  middle: Vector3,
  face: Face,
  [width, height]: readonly [number, number],
): readonly number[] {
  const corner = [(middle.x + left) / face.width, -(middle.y + bottom) / face.height];
  return [...corner, (right - left) / (width * face.width), -(top - bottom) / (height * face.height)];
}
