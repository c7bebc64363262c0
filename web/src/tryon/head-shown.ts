// The default head on the stage. Its tone is a number; its maps are made anew when age, lines, spots, scars or the seed
// change, its shape when the age does.
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  type DataTexture,
  DoubleSide,
  type IUniform,
  Mesh,
  PerspectiveCamera,
  Scene,
  type ShaderMaterial,
  type ShaderMaterialParameters,
  Vector3,
} from "three";
import type { Head } from "./head";
import { headMaps } from "./head-maps";
import { byStuff, gradientsOf, mouthOf, type Stuff } from "./head-mesh";
import type { SmoothHead } from "./head-smooth";
import { type Box, boxOf } from "./orbit";
import { RENDER } from "./render-numbers";
import { CLOTH_FRAGMENT, EYE_FRAGMENT, HEAD_VERTEX, MOUTH_FRAGMENT, SKIN_FRAGMENT } from "./shader-head";
import type { Shown } from "./shown";
import { type FaceMesh, type SkinMaps, skinMaps, spotMelanosomes } from "./skin-maps";
import type { Orbit, Skin } from "./stage-types";
import { bytesTexture } from "./textures";
import { materialOf, type Shared } from "./uniforms";

export interface ShownHead extends Shown {
  kind: "head";
  /** Change its skin; what did not change is not made anew. */
  dress(skin: Skin): void;
}

const VIEW_DEGREES = 24;
const ROOM = 1.75; // the picture at zoom 1 is this much larger than the face
const PIVOT = -0.28; // behind the eyes, shares of the face's height: where a head turns
const DEGREES = Math.PI / 180;
const CLOTH: Readonly<Record<"cap" | "collar" | "lash", readonly number[]>> = {
  cap: [0.3, 0.34, 0.37],
  collar: [0.34, 0.38, 0.4],
  lash: [0.012, 0.009, 0.008],
};

/** Return the head, still without skin: `dress` it before it is drawn. */
export function showHead(head: SmoothHead, mesh: FaceMesh, shared: Shared): ShownHead {
  const geometry = geometryOf(head);
  const own = ownUniforms(head);
  const materials = materialsOf(shared, own, geometry.stuffs);
  const skin = new Mesh(geometry.buffer, materials);
  skin.frustumCulled = false;
  const world = new Scene();
  world.add(skin);
  const camera = new PerspectiveCamera(VIEW_DEGREES);
  const textures = new Map<string, DataTexture>();
  const view = viewOf(head);
  let dressed: Skin | null = null;
  return {
    kind: "head",
    world,
    camera,
    skin,
    aim: (orbit, width, height) => aim(camera, view, orbit, width / height),
    pixel: () => null,
    dress: (look) => {
      if (!dressed || !sameMaps(look, dressed)) hang(own, textures, skinMaps(look, mesh));
      if (look.age_years !== dressed?.age_years) shape(geometry.buffer, head, look.age_years, own.mmPerUnit.value);
      own.tone.value = [look.tone.melanosome_fraction, look.tone.blood_fraction];
      own.fullSpot.value = spotMelanosomes(look.tone.melanosome_fraction);
      dressed = { ...look };
    },
    dispose: () => {
      for (const held of [geometry.buffer, ...materials, ...textures.values()]) held.dispose();
    },
  };
}

function sameMaps(one: Skin, other: Skin): boolean {
  return (["age_years", "lines", "spots", "scars", "seed"] as const).every((key) => one[key] === other[key]);
}

type Own = ReturnType<typeof ownUniforms>;

function ownUniforms({ eyes: { left, right } }: Head) {
  const both = (values: (eye: typeof left) => readonly number[]) => Float32Array.from([left, right].flatMap(values));
  return {
    relief: { value: null as DataTexture | null },
    surface: { value: null as DataTexture | null },
    pigment: { value: null as DataTexture | null },
    slopeRange: { value: [0, 0] as readonly number[] },
    mmPerUnit: { value: [1, 1] as readonly [number, number] },
    cellsAcross: { value: [1, 1] as readonly number[] },
    tone: { value: [0, 0] },
    fullSpot: { value: 0 },
    eyeCentre: { value: both((eye) => eye.centre_mm) },
    eyeAxis: { value: both((eye) => eye.axis) },
    eyeRadii: { value: both((eye) => [eye.iris_mm, eye.pupil_mm]) },
  };
}

function materialsOf(shared: Shared, own: Own, stuffs: readonly Stuff[]): ShaderMaterial[] {
  const made = (fragment: string, more: ShaderMaterialParameters = {}, cloth: Record<string, IUniform> = {}) =>
    materialOf(shared, HEAD_VERTEX, fragment, { ...own, ...cloth }, more);
  return stuffs.map((stuff) => {
    if (stuff === "skin") return made(SKIN_FRAGMENT);
    if (stuff === "mouth") return made(MOUTH_FRAGMENT, { side: DoubleSide });
    if (stuff === "eye") return made(EYE_FRAGMENT);
    return made(CLOTH_FRAGMENT, { side: DoubleSide }, { cloth: { value: new Color(...CLOTH[stuff]) } });
  });
}

function geometryOf(head: Head): { buffer: BufferGeometry; stuffs: readonly Stuff[] } {
  const buffer = new BufferGeometry();
  const parts = byStuff(head.index, head.part);
  const lists = new Map([...parts, ["mouth", mouthOf(head.position_mm, parts.get("skin") ?? [])] as const]);
  let at = 0;
  for (const [place, { length }] of [...lists.values()].entries()) {
    buffer.addGroup(at, length, place);
    at += length;
  }
  buffer.setIndex(new BufferAttribute(Uint32Array.from([...lists.values()].flatMap((list) => [...list])), 1));
  const none = () => new Float32Array(3 * head.vertices);
  for (const [name, array, size] of [
    ["position", head.position_mm.slice(), 3],
    ["normal", head.normal.slice(), 3],
    ["uv", head.atlas, 2],
    ["on_atlas", head.on_atlas, 1],
    ["openness", Float32Array.from(head.openness, (byte) => byte / 255), 1],
    ["across", none(), 3],
    ["down", none(), 3],
  ] as const)
    buffer.setAttribute(name, new BufferAttribute(array, size));
  return { buffer, stuffs: [...lists.keys()] };
}

/** Give the mesh the shape of an age. */
function shape(buffer: BufferGeometry, head: SmoothHead, age: number, mmPerUnit: readonly [number, number]): void {
  const { position_mm, normal } = head.shapeAt(age);
  const { across, down } = gradientsOf(position_mm, head.atlas, head.index, head.on_atlas, mmPerUnit);
  for (const [name, values] of Object.entries({ position: position_mm, normal, across, down })) {
    const attribute = buffer.getAttribute(name) as BufferAttribute;
    attribute.array.set(values);
    attribute.needsUpdate = true;
  }
  buffer.computeBoundingSphere();
}

/** Put the maps of a look on the graphics card, in place of those before. */
function hang(own: Own, textures: Map<string, DataTexture>, made: SkinMaps): void {
  const maps = headMaps(made);
  for (const name of ["relief", "surface", "pigment"] as const) {
    textures.get(name)?.dispose();
    const texture = bytesTexture(maps[name], { width: maps.size, height: maps.size });
    textures.set(name, texture);
    own[name].value = texture;
  }
  own.slopeRange.value = maps.slope_range;
  own.mmPerUnit.value = made.mm_per_unit;
  own.cellsAcross.value = made.mm_per_unit.map((length) => length / RENDER.shedding_cell_mm);
}

/** What is seen at zoom 1: the face, and some of what is about it. */
function viewOf({ position_mm, on_atlas, vertices }: Head): Box {
  const face: number[] = [];
  for (let vertex = 0; vertex < vertices; vertex += 1)
    if (on_atlas[vertex]! > 0.5) face.push(position_mm[3 * vertex]!, position_mm[3 * vertex + 1]!);
  return boxOf(face, 2, face.length / 2, ROOM);
}

function aim(camera: PerspectiveCamera, box: Box, orbit: Orbit, aspect: number): void {
  const distance = (0.5 * box.height) / Math.tan(0.5 * VIEW_DEGREES * DEGREES);
  const [yaw, pitch] = [orbit.yaw_deg * DEGREES, orbit.pitch_deg * DEGREES];
  const middle = new Vector3(box.x, box.y, (PIVOT * box.height) / ROOM);
  camera.aspect = aspect;
  camera.zoom = orbit.zoom * Math.min(1, aspect / (box.width / box.height));
  camera.near = 0.3 * distance;
  camera.far = 2 * distance;
  camera.position.set(
    middle.x + distance * Math.sin(yaw) * Math.cos(pitch),
    middle.y + distance * Math.sin(pitch),
    middle.z + distance * Math.cos(yaw) * Math.cos(pitch),
  );
  camera.lookAt(middle);
  camera.updateProjectionMatrix();
  // Shifts the picture as it is, without seeing the head from elsewhere.
  camera.projectionMatrix.elements[8] = -2 * orbit.right;
  camera.projectionMatrix.elements[9] = 2 * orbit.down * aspect;
  camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
  camera.updateMatrixWorld();
}
