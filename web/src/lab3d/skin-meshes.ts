// Layers and bands as translucent bodies with drawn edges. Back walls and level faces are drawn before front walls.
// Through the mouth of a crater no surface is drawn: the crater has marked those points before.
import {
  BackSide,
  BufferAttribute,
  BufferGeometry,
  FrontSide,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  NotEqualStencilFunc,
  type Side,
} from "three";
import { type Corners, edgesOf, facesOf, type Place, type Quad } from "./columns";
import type { Band, Block, ShownLayer } from "./model";

const MM = 1e-3;
const OPACITY = { back: 0.26, wall: 0.34, open: 0.3, inside: 0.08 };
const BAND_OPACITY = [0.45, 0.85]; // the outermost, and those inside it
const EDGE_OPACITY = 0.75;
const OUTWARD = 0.0015; // of the side: bands stand out this far from the skin's walls, so that they are seen on them
export const MOUTH = 1; // what a crater writes where it opens
/** Order of drawing. */
export const ORDER = { mouth: -3, crater: -2, body: -1, back: 0, lid: 1, through: 5, front: 10, edge: 20 };

/** Return a layer of the block. */
export function layerMesh(block: Block, layer: ShownLayer, edge: string): Group {
  const quads = facesOf(block.columns, layer.top, layer.bottom);
  const group = new Group();
  group.name = layer.name;
  const walls = geometryOf(quads.filter(({ kind }) => kind === "wall"));
  group.add(
    skin(walls, layer.colour, OPACITY.back, BackSide, ORDER.back),
    skin(walls, layer.colour, OPACITY.wall, FrontSide, ORDER.front),
  );
  for (const kind of ["open", "inside"] as const) {
    const lids = quads.filter((quad) => quad.kind === kind);
    if (lids.length > 0) group.add(skin(geometryOf(lids), layer.colour, OPACITY[kind], FrontSide, ORDER.lid));
  }
  group.add(edges(quads, edge));
  return group;
}

/** Return a band that a wide beam left, on the walls of the block where it was treated. */
export function bandMesh(block: Block, band: Band, colour: string, row: number): Group {
  const quads = facesOf(block.columns, Math.max(0, band.top), band.bottom, true);
  const group = new Group();
  group.name = band.name;
  const geometry = geometryOf(quads);
  const opacity = BAND_OPACITY[Math.min(row, 1)]!;
  geometry.scale(1 + (row + 1) * OUTWARD, 1, 1 + (row + 1) * OUTWARD);
  group.add(
    skin(geometry, colour, 0.5 * opacity, BackSide, ORDER.through),
    skin(geometry, colour, opacity, FrontSide, ORDER.front + 1 + row),
  );
  group.add(edges(quads, colour));
  return group;
}

function skin(geometry: BufferGeometry, colour: string, opacity: number, side: Side, order: number): Mesh {
  const material = new MeshBasicMaterial({ color: colour, transparent: true, opacity, side, depthWrite: false });
  // Zones that end in a face of the skin are seen before that face.
  material.polygonOffset = true;
  material.polygonOffsetFactor = 1;
  material.polygonOffsetUnits = 4;
  material.stencilWrite = true;
  material.stencilFunc = NotEqualStencilFunc;
  material.stencilRef = MOUTH;
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = order;
  return mesh;
}

function edges(quads: readonly Quad[], colour: string): LineSegments {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", floats(edgesOf(quads).flatMap(([from, to]) => [...placed(from), ...placed(to)])));
  const material = new LineBasicMaterial({
    color: colour,
    transparent: true,
    opacity: EDGE_OPACITY,
    depthWrite: false,
  });
  const lines = new LineSegments(geometry, material);
  lines.renderOrder = ORDER.edge;
  return lines;
}

function geometryOf(quads: readonly Quad[]): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", floats(quads.flatMap(({ corners }) => triangles(corners))));
  return geometry;
}

function triangles([a, b, c, d]: Corners): number[] {
  return [a, b, c, a, c, d].flatMap(placed);
}

function placed([x, y, z]: Place): [number, number, number] {
  return [MM * x, -MM * y, MM * z];
}

function floats(values: readonly number[]): BufferAttribute {
  return new BufferAttribute(new Float32Array(values), 3);
}
