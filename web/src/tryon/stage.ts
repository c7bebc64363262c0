// The picture of a try-on: a head or a photo, drawn by three.js when something changed and never otherwise.
import { WebGLRenderer } from "three";
import { type ColourTable, load } from "./colour-table";
import { type Cell, cellAt, layOut, parts } from "./columns";
import { loadHead } from "./head";
import { type ShownHead, showHead } from "./head-shown";
import { type SmoothHead, smoothed } from "./head-smooth";
import { Heard } from "./heard";
import { Meter } from "./meter";
import { FIRST_ORBIT, within } from "./orbit";
import { showPhoto } from "./photo-shown";
import { framed, pngOf } from "./picture-file";
import { readPng, type Weights } from "./png";
import { atlasUnder, onScreen, regionAt } from "./pointing";
import { preparedPhoto } from "./prepare";
import type { Shown } from "./shown";
import type { FaceMesh } from "./skin-maps";
import type { Drawn, Files, Look, Orbit, Skin, Spot, Stage, Subject } from "./stage-types";
import type { Colour, Face, Region } from "./types";
import { type Shared, sharedUniforms } from "./uniforms";

export type { Drawn, Files, Light, Look, Orbit, Side, Skin, Spot, Stage, Subject } from "./stage-types";

const MOST_PIXEL_RATIO = 2;

/** Return a stage on a canvas. Raises an Error where there is no WebGL 2. */
export async function createStage(canvas: HTMLCanvasElement, files: Files): Promise<Stage> {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  try {
    return new Picture(canvas, renderer, await basicsOf(files));
  } catch (fault) {
    renderer.dispose();
    throw fault;
  }
}

/** What heads and photos need alike. */
interface Basics {
  files: Files;
  table: ColourTable;
  mesh: FaceMesh;
  regions: readonly [Weights, Weights];
}

async function basicsOf(files: Files): Promise<Basics> {
  const [table, mesh, first, second] = await Promise.all([
    load(files("skin-colour.json")),
    fetched(files("mesh.json")).then((answer) => answer.json() as Promise<FaceMesh>),
    weightsOf(files("regions-a.png")),
    weightsOf(files("regions-b.png")),
  ]);
  return { files, table, mesh, regions: [first, second] };
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("A file of the try-on could not be read.");
  return answer;
}

async function weightsOf(address: string): Promise<Weights> {
  return readPng(await (await fetched(address)).arrayBuffer());
}

class Picture implements Stage {
  private readonly shared: Shared;
  private readonly heard = new Heard();
  private readonly meter = new Meter();
  private readonly laid = parts();
  private readonly resize: ResizeObserver;
  private shown: Shown | null = null;
  private head: Promise<SmoothHead> | null = null;
  private seen: Orbit = FIRST_ORBIT;
  private aimed = false;
  private waiting = 0;
  private turn = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly renderer: WebGLRenderer,
    private readonly basics: Basics,
  ) {
    this.shared = sharedUniforms(basics.table, basics.regions);
    renderer.autoClear = false;
    renderer.setPixelRatio(1); // sizes are given in device pixels
    renderer.setClearColor(0, 0);
    this.resize = new ResizeObserver(this.fit);
    this.resize.observe(canvas);
    canvas.addEventListener("webglcontextrestored", this.ask);
    this.fit();
  }

  async show(subject: Subject): Promise<void> {
    this.turn += 1;
    if (subject.kind === "head") await this.showHead(subject.skin, this.turn);
    else await this.showPhoto(subject.photo, subject.face, this.turn);
  }

  look(look: Look): void {
    if (!this.heard.hear(look)) return;
    this.aimed = false;
    this.ask();
  }

  orbit(yaw_deg: number, pitch_deg: number, zoom: number, right = 0, down = 0): Orbit {
    const before = this.seen;
    this.seen = within({ yaw_deg, pitch_deg, zoom, right, down }, this.shown?.kind ?? "head");
    if ((Object.keys(before) as (keyof Orbit)[]).some((key) => before[key] !== this.seen[key])) {
      this.aimed = false;
      this.ask();
    }
    return this.seen;
  }

  region_at(x: number, y: number): Region | null {
    this.aim();
    const ratio = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    const cell = cellAt(this.laid, x * ratio);
    if (!this.shown || !cell) return null;
    const across = (2 * (x * ratio - cell.x)) / cell.width - 1;
    const place = atlasUnder(this.shown, across, 1 - (2 * y) / Math.max(1, this.canvas.clientHeight));
    return place && regionAt(this.basics.regions, place.x, place.y);
  }

  place(u: number, v: number): Spot | null {
    this.aim();
    return this.spotOf(this.shown && onScreen(this.shown, u, v));
  }

  place_of_pixel(x: number, y: number): Spot | null {
    this.aim();
    return this.spotOf(this.shown?.pixel(x, y)?.project(this.shown.camera) ?? null);
  }

  async picture(watermark: string): Promise<Blob> {
    this.draw();
    const cells = this.laid.cells.slice(0, this.laid.count);
    const labels = cells.map(({ side, from, to }) => ({ label: this.heard.labelOf(side), from, to }));
    return pngOf(framed(this.canvas, { watermark, labels }));
  }

  sample(x: number, y: number, width: number, height: number): Colour {
    this.draw();
    const ratio = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    const [left, right] = [Math.round(x * ratio), Math.round((x + width) * ratio)];
    const [top, bottom] = [Math.round(y * ratio), Math.round((y + height) * ratio)];
    return meanOf(
      this.renderer,
      left,
      this.canvas.height - bottom,
      Math.max(1, right - left),
      Math.max(1, bottom - top),
    );
  }

  forget(): void {
    this.turn += 1;
    if (this.shown?.kind === "photo") this.replace(null);
  }

  dispose(): void {
    this.turn += 1;
    cancelAnimationFrame(this.waiting);
    this.resize.disconnect();
    this.canvas.removeEventListener("webglcontextrestored", this.ask);
    this.shown?.dispose();
    this.shown = null;
    this.head = null;
    this.shared.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  drawn(): Drawn {
    return this.meter.read();
  }

  private async showHead(skin: Skin, turn: number): Promise<void> {
    const fetching = this.head ?? loadHead(this.basics.files).then(smoothed);
    this.head = fetching;
    const head = await fetching.catch((fault) => {
      this.head = null; // the next time may be luckier
      throw fault;
    });
    if (turn !== this.turn) return;
    if (this.shown?.kind === "head") (this.shown as ShownHead).dress(skin);
    else {
      const shown = showHead(head, this.basics.mesh, this.shared);
      shown.dress(skin);
      this.replace(shown);
    }
    this.draw();
  }

  private async showPhoto(photo: ImageBitmap, face: Face, turn: number): Promise<void> {
    const { mesh, regions, table } = this.basics;
    const found = await preparedPhoto(photo, face, mesh, regions[1], table).catch((fault) => {
      photo.close();
      throw fault;
    });
    if (turn === this.turn) this.replace(showPhoto(found, this.shared));
    else {
      found.photo.close();
      found.maps.bytes.fill(0);
    }
  }

  /** Show something else, and drop what was there at once. */
  private replace(shown: Shown | null): void {
    this.shown?.dispose();
    this.shown = shown;
    this.seen = within(this.seen, shown?.kind ?? "head");
    this.aimed = false;
    this.draw();
  }

  private spotOf(place: { x: number; y: number } | null): Spot | null {
    if (!place) return null;
    const { clientWidth, clientHeight, width } = this.canvas;
    const cell = this.laid.cells[0];
    const across = cell.x + 0.5 * (place.x + 1) * cell.width;
    return { x: (across * clientWidth) / Math.max(1, width), y: 0.5 * (1 - place.y) * clientHeight };
  }

  private readonly ask = (): void => {
    if (this.waiting === 0) this.waiting = requestAnimationFrame(this.frame);
  };

  private readonly frame = (): void => {
    this.waiting = 0;
    const start = performance.now();
    this.draw();
    this.meter.add(performance.now() - start);
    this.canvas.dataset.pictures = String(this.meter.count);
  };

  // A canvas that changes its size is empty until it is drawn, so this does not wait.
  private readonly fit = (): void => {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = Math.min(devicePixelRatio, MOST_PIXEL_RATIO);
    this.renderer.setSize(
      Math.max(1, Math.round(ratio * clientWidth)),
      Math.max(1, Math.round(ratio * clientHeight)),
      false,
    );
    this.aimed = false;
    this.draw();
  };

  private aim(): void {
    if (this.aimed) return;
    const { layout, count, split, whole } = this.heard;
    layOut(this.laid, layout, count, split, this.canvas.width);
    this.shown?.aim(this.seen, this.laid.cells[0].width, this.canvas.height, whole);
    this.aimed = true;
  }

  private draw(): void {
    this.aim();
    const { renderer, laid, canvas } = this;
    renderer.setScissorTest(false);
    renderer.setViewport(0, 0, canvas.width, canvas.height);
    renderer.clear();
    if (!this.shown) return;
    const { uniforms } = this.shared;
    uniforms.treated.value = this.heard.treated;
    uniforms.paint.value = this.heard.paint ? 1 : 0;
    uniforms.lamp.value = this.heard.lamp;
    renderer.setScissorTest(true);
    for (let part = 0; part < laid.count; part += 1) this.drawCell(this.shown, laid.cells[part]!);
  }

  private drawCell(shown: Shown, cell: Cell): void {
    const { height } = this.canvas;
    this.shared.uniforms.effects.value = this.heard.of(cell.side);
    this.shared.uniforms.columnFrom.value = cell.x;
    this.renderer.setViewport(cell.x, 0, cell.width, height);
    this.renderer.setScissor(cell.from, 0, cell.to - cell.from, height);
    this.renderer.render(shown.world, shown.camera);
  }
}

/** The mean colour of device pixels from the left lower corner, of those that are covered. */
function meanOf(renderer: WebGLRenderer, x: number, y: number, width: number, height: number): Colour {
  const gl = renderer.getContext();
  const bytes = new Uint8Array(4 * width * height);
  gl.readPixels(x, y, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; at += 1) sums[at % 4]! += bytes[at]!;
  const covered = Math.max(1, sums[3]! / 255);
  return [sums[0]! / covered, sums[1]! / covered, sums[2]! / covered];
}
