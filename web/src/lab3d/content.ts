// Everything of one block that is drawn, and how it follows what is shown.
import { Color, Group, type InstancedMesh, type LineSegments, type Material, type Mesh, Plane, Vector3 } from "three";
import { bodyMeshes, type Instances, type Painter, place } from "./body-meshes";
import { type Block, inSight, type Tone } from "./model";
import { passColour } from "./palette";
import { bandMesh, layerMesh } from "./skin-meshes";
import type { Extent } from "./view";

/** What of the block is shown. */
export interface Shown {
  /** The last pass shown, from 1. */
  pass: number;
  /** Only that pass, not the ones before. */
  alone: boolean;
  colourBy: "zone" | "pass";
  /** Zones are cut open towards the viewer. */
  open: boolean;
  hidden: ReadonlySet<string>;
}

/** The page's colours of zones and of lines. */
export type Tones = Record<Tone | "edge", string>;

const MM = 1e-3;
const CLEAR = 1.0005; // of the side: what lies on a side is still drawn

/** The meshes of a block. What is shown changes them; whether zones are cut open asks for new ones. */
export class Content {
  readonly group = new Group();
  readonly extent: Extent;
  private readonly skin: readonly Group[];
  private readonly bodies: readonly Instances[];
  private faced = Number.NaN;

  constructor(
    readonly block: Block,
    private shown: Shown,
    private readonly tones: Tones,
  ) {
    const { bodies, spot, landed, shape } = block;
    this.extent = { side: shape.side, top: shape.top, bottom: block.depth };
    this.skin = [
      ...block.layers.map((layer) => layerMesh(block, layer, tones.edge)),
      ...block.bands.map((band, row) => bandMesh(block, band, tones[band.tone], row)),
    ];
    const sides = sidesOf(shape.side);
    this.bodies = bodyMeshes({ bodies, spot, open: shown.open, count: landed.length, sides });
    this.group.add(...this.skin, ...this.bodies.map(({ mesh }) => mesh));
    this.show(shown);
  }

  /** Follow what is shown; `face` must come after it. */
  show(shown: Shown): void {
    this.shown = shown;
    this.faced = Number.NaN;
    for (const part of this.skin) part.visible = !shown.hidden.has(part.name);
    for (const { mesh, name } of this.bodies) mesh.visible = !shown.hidden.has(name);
  }

  /** Turn the cuts to where the block is seen from, radians. */
  face(azimuth: number): void {
    if (azimuth === this.faced) return;
    this.faced = azimuth;
    const landed = inSight(this.block.landed, this.shown.pass, this.shown.alone);
    place(this.bodies, landed, this.painter(), azimuth);
  }

  /** Give back what the graphics card holds. */
  dispose(): void {
    this.group.removeFromParent();
    for (const { mesh } of this.bodies) mesh.dispose();
    this.group.traverse((part) => {
      const { geometry, material } = part as Mesh | LineSegments | InstancedMesh;
      geometry?.dispose();
      (material as Material | undefined)?.dispose();
    });
  }

  private painter(): Painter {
    const colour = new Color();
    if (this.shown.colourBy === "zone") return (body) => colour.set(this.tones[body?.tone ?? "edge"]);
    return (_, pass, shade) => colour.set(passColour(pass, this.block.passes)).multiplyScalar(shade);
  }
}

function sidesOf(side: number): Plane[] {
  const half = 0.5 * MM * side * CLEAR;
  return [new Vector3(1, 0, 0), new Vector3(-1, 0, 0), new Vector3(0, 0, 1), new Vector3(0, 0, -1)].map(
    (inward) => new Plane(inward, half),
  );
}
