// Bodies of revolution, one mesh for all places of a kind. They can be cut open towards the viewer, like a cake, so that
// what lies inside shows on the cut. A crater is the wall of nothing: it is open above, and marks its mouth so that the
// skin's surface is not drawn over it.
import {
  AlwaysStencilFunc,
  BufferAttribute,
  BufferGeometry,
  CircleGeometry,
  type Color,
  DoubleSide,
  InstancedMesh,
  LatheGeometry,
  type Material,
  Matrix4,
  MeshBasicMaterial,
  MeshLambertMaterial,
  NotEqualStencilFunc,
  type Plane,
  ReplaceStencilOp,
  RingGeometry,
  ShapeUtils,
  Vector2,
} from "three";
import type { Body, Landed } from "./model";
import { lathePoints, type Profile, sectionPoints } from "./profile";
import { MOUTH, ORDER } from "./skin-meshes";

const MM = 1e-3;
const MANY = 150;
const SIDES = { few: 36, many: 20 };
const CUT = 0.5 * Math.PI;
const SHADE = [1, 0.72, 0.5, 0.36]; // brightness in the colour of a pass, from the outermost body inward
const DARKEST = 0.3; // brightness at the bottom of a crater, so that it looks hollow
const RING = 0.8; // of its radius is the inside of a ring
const ABOVE_SKIN_MM = 0.0005;

/** What repeats wherever microbeams landed. */
export interface Instances {
  name: string;
  body: Body | null;
  /** 0 for the outermost body, then inward. */
  rank: number;
  mesh: InstancedMesh;
  /** Whether it stands only where there is a body, or at every microbeam. */
  onHits: boolean;
}

export interface BodyOptions {
  bodies: readonly Body[];
  count: number;
  /** Planes beyond which nothing is drawn. */
  sides: Plane[];
  open: boolean;
  /** Radius of a microbeam's mark on the surface, um; null for none. */
  spot: number | null;
}

/** Return the meshes of a block's bodies, none of them placed yet. */
export function bodyMeshes({ bodies, count, sides, open, spot }: BodyOptions): Instances[] {
  const inward = [...bodies].sort((one, other) => other.profile.widest - one.profile.widest);
  const crater = bodies.find(({ empty }) => empty)?.profile ?? null;
  const cut = open && inward.length > 1;
  const all = inward.flatMap((body, rank): Instances[] => {
    const part = { name: body.name, body, rank, onHits: true };
    const meshes = [bodyMesh(body, rank, count, sides, cut)];
    if (body.empty) meshes.push(mouthMesh(body, count, sides));
    else if (cut) meshes.push(sectionMesh(body, crater, rank, count, sides));
    return meshes.map((mesh) => ({ ...part, mesh }));
  });
  if (spot === null) return all;
  return [...all, { name: "spot", body: null, rank: 0, onHits: false, mesh: ringMesh(spot, count, sides) }];
}

/** Return the colour of a body that a pass left; `shade` tells bodies of one pass apart. */
export type Painter = (body: Body | null, pass: number, shade: number) => Color;

/** Place and colour all bodies; their open sides face the azimuth (radians). */
export function place(all: readonly Instances[], landed: readonly Landed[], paint: Painter, azimuth: number): void {
  const turned = new Matrix4().makeRotationY(azimuth);
  for (const { mesh, body, rank, onHits } of all) {
    const shown = onHits ? landed.filter(({ hit }) => hit) : landed;
    shown.forEach(({ x, y, pass }, at) => {
      mesh.setMatrixAt(at, turned.setPosition(MM * x, 0, MM * y));
      mesh.setColorAt(at, paint(body, pass, SHADE[Math.min(rank, SHADE.length - 1)]!));
    });
    mesh.count = shown.length;
    mesh.instanceMatrix.needsUpdate = true;
    if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
  }
}

function bodyMesh(body: Body, rank: number, count: number, clippingPlanes: Plane[], cut: boolean): InstancedMesh {
  const points = lathePoints(body.profile, body.hole).map(([radius, height]) => new Vector2(MM * radius, MM * height));
  const material = new MeshLambertMaterial({ side: DoubleSide, clippingPlanes, ...nearer(rank) });
  const away = cut ? CUT : 0;
  const sides = count > MANY ? SIDES.many : SIDES.few;
  const geometry = new LatheGeometry(points, sides, 0.5 * away, 2 * Math.PI - away);
  if (body.empty) darken(geometry, material);
  else keepOffMouths(material);
  return instanced(geometry, material, count, body.empty ? ORDER.crater : ORDER.body);
}

// Ends and cuts of bodies lie in one plane: what is farther inside is drawn over what lies around it.
function nearer(rank: number) {
  return { polygonOffset: true, polygonOffsetFactor: -rank, polygonOffsetUnits: -4 * rank };
}

function darken(geometry: BufferGeometry, material: MeshLambertMaterial): void {
  const place = geometry.getAttribute("position");
  const bottom = Array.from({ length: place.count }, (_, at) => place.getY(at)).reduce(
    (low, y) => Math.min(low, y),
    -1e-9,
  );
  const light = Array.from({ length: place.count }, (_, at) => 1 - (1 - DARKEST) * (place.getY(at) / bottom));
  const colours = new Float32Array(light.flatMap((value) => [value, value, value]));
  geometry.setAttribute("color", new BufferAttribute(colours, 3));
  material.vertexColors = true;
}

/** The two faces of a cut. */
function sectionMesh(body: Body, crater: Profile | null, rank: number, count: number, planes: Plane[]): InstancedMesh {
  const outline = sectionPoints(body.profile, crater).map(([x, y]) => new Vector2(MM * x, MM * y));
  const corners = ShapeUtils.triangulateShape(outline, []).flat();
  const places = [-0.5 * CUT, 0.5 * CUT].flatMap((turn) =>
    corners.flatMap((corner) => {
      const { x, y } = outline[corner]!;
      return [x * Math.sin(turn), y, x * Math.cos(turn)];
    }),
  );
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(places), 3));
  const material = new MeshBasicMaterial({ side: DoubleSide, clippingPlanes: planes, ...nearer(rank) });
  keepOffMouths(material);
  return instanced(geometry, material, count, ORDER.body);
}

function mouthMesh(body: Body, count: number, clippingPlanes: Plane[]): InstancedMesh {
  const geometry = new CircleGeometry(MM * body.profile.opening, SIDES.few);
  geometry.rotateX(-0.5 * Math.PI);
  const material = new MeshBasicMaterial({ colorWrite: false, depthWrite: false, depthTest: false, clippingPlanes });
  material.stencilWrite = true;
  material.stencilFunc = AlwaysStencilFunc;
  material.stencilRef = MOUTH;
  material.stencilZPass = ReplaceStencilOp;
  return instanced(geometry, material, count, ORDER.mouth);
}

function ringMesh(radius: number, count: number, clippingPlanes: Plane[]): InstancedMesh {
  const geometry = new RingGeometry(RING * MM * radius, MM * radius, SIDES.few);
  geometry.rotateX(-0.5 * Math.PI);
  geometry.translate(0, ABOVE_SKIN_MM, 0);
  return instanced(geometry, new MeshBasicMaterial({ side: DoubleSide, clippingPlanes }), count, ORDER.body);
}

function keepOffMouths(material: Material): void {
  material.stencilWrite = true;
  material.stencilFunc = NotEqualStencilFunc;
  material.stencilRef = MOUTH;
}

function instanced(geometry: BufferGeometry, material: Material, count: number, order: number): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, count);
  mesh.renderOrder = order;
  mesh.frustumCulled = false;
  return mesh;
}
