// The block as three.js draws it: a picture is made when something changed, never otherwise.
import { DirectionalLight, HemisphereLight, OrthographicCamera, Scene, Vector3, WebGLRenderer } from "three";
import { Content, type Shown, type Tones } from "./content";
import type { Block } from "./model";
import { type Extent, FIRST_VIEW, type Frame, type Projection, project, type View } from "./view";

export interface StageOptions {
  canvas: HTMLCanvasElement;
  /** The page's colours, read again when the theme changes. */
  tones: () => Tones;
  /** Room at the sides of a picture of this size for words. */
  frame: (width: number, height: number) => Frame;
  /** Called after each picture. */
  drawn: (projection: Projection, frame: Frame, view: View) => void;
  /** Keep the picture's points so that a test can read them. */
  keep: boolean;
}

const MM = 1e-3;
const MOST_PIXEL_RATIO = 2;
const FAR_MM = 60; // farther than any block reaches
const DEGREES = Math.PI / 180;
const UP = new Vector3(0, 1, 0);
const LAMP_ASIDE = 30 * DEGREES;

/** A canvas with a block on it. Making one raises an Error where there is no WebGL. */
export class Stage {
  private readonly renderer: WebGLRenderer;
  private readonly world = new Scene();
  private readonly camera = new OrthographicCamera();
  private readonly lamp = new DirectionalLight("#ffffff", 1.5);
  private readonly resize: ResizeObserver;
  private content: Content | null = null;
  private seen: View = FIRST_VIEW;
  private waiting = 0;
  private pictures = 0;

  constructor(
    private readonly options: StageOptions,
    private shown: Shown,
  ) {
    const { canvas, keep: preserveDrawingBuffer } = options;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, stencil: true, preserveDrawingBuffer });
    this.renderer.localClippingEnabled = true;
    this.world.add(new HemisphereLight("#ffffff", "#b9aaa4", 1.9), this.lamp, this.lamp.target);
    this.resize = new ResizeObserver(this.fit);
    this.resize.observe(canvas);
    canvas.addEventListener("webglcontextrestored", this.ask);
  }

  /** Show a block. */
  build(block: Block): void {
    this.content?.dispose();
    this.content = new Content(block, this.shown, this.options.tones());
    this.world.add(this.content.group);
    this.ask();
  }

  /** Show more or less of it. */
  show(shown: Shown): void {
    const again = shown.open !== this.shown.open;
    this.shown = shown;
    if (again) this.repaint();
    else this.content?.show(shown);
    this.ask();
  }

  /** From where it is seen. */
  get view(): View {
    return this.seen;
  }

  set view(view: View) {
    this.seen = view;
    this.ask();
  }

  /** Make it anew, in the page's colours of now. */
  repaint(): void {
    if (this.content) this.build(this.content.block);
  }

  /** End it, and give everything back. */
  dispose(): void {
    cancelAnimationFrame(this.waiting);
    this.resize.disconnect();
    this.options.canvas.removeEventListener("webglcontextrestored", this.ask);
    this.content?.dispose();
    this.lamp.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  private readonly ask = (): void => {
    if (this.waiting === 0) this.waiting = requestAnimationFrame(this.draw);
  };

  // A canvas that changes its size is empty until it is drawn, so this does not wait.
  private readonly fit = (): void => {
    const { clientWidth, clientHeight } = this.options.canvas;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, MOST_PIXEL_RATIO));
    this.renderer.setSize(clientWidth, clientHeight, false);
    this.draw();
  };

  private readonly draw = (): void => {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const { canvas, frame: frameOf, drawn } = this.options;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!this.content || width === 0 || height === 0) return;
    const frame = frameOf(width, height);
    const projection = project(this.seen, this.content.extent, frame);
    this.content.face(this.seen.azimuth * DEGREES);
    aim(this.camera, this.seen, this.content.extent, projection, frame);
    this.lamp.position.copy(this.camera.position).applyAxisAngle(UP, LAMP_ASIDE);
    this.renderer.render(this.world, this.camera);
    this.pictures += 1;
    canvas.dataset.pictures = String(this.pictures);
    drawn(projection, frame, this.seen);
  };
}

function aim(camera: OrthographicCamera, view: View, extent: Extent, projection: Projection, frame: Frame): void {
  const [azimuth, elevation] = [view.azimuth * DEGREES, view.elevation * DEGREES];
  const perPixel = MM / projection.pixelsPerMicrometre;
  const [right, up] = projection.middle.map((length) => MM * length) as [number, number];
  camera.left = right - 0.5 * frame.width * perPixel;
  camera.right = right + 0.5 * frame.width * perPixel;
  camera.top = up + 0.5 * frame.height * perPixel;
  camera.bottom = up - 0.5 * frame.height * perPixel;
  camera.near = 0;
  camera.far = 2 * FAR_MM;
  const level = FAR_MM * Math.cos(elevation);
  const depth = -0.5 * MM * (extent.top + extent.bottom);
  camera.position.set(level * Math.sin(azimuth), depth + FAR_MM * Math.sin(elevation), level * Math.cos(azimuth));
  camera.up.set(
    -Math.sin(elevation) * Math.sin(azimuth),
    Math.cos(elevation),
    -Math.sin(elevation) * Math.cos(azimuth),
  );
  camera.lookAt(0, depth, 0);
  camera.updateProjectionMatrix();
}
