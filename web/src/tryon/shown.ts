// What a stage shows, be it a head or a photo.
import type { Camera, Mesh, Scene, Vector3 } from "three";
import type { Orbit } from "./stage-types";

export interface Shown {
  readonly kind: "head" | "photo";
  readonly world: Scene;
  readonly camera: Camera;
  /** The skin that can be pointed at; its `uv` is the atlas. */
  readonly skin: Mesh;
  /** Turn the camera for a column of this size in pixels. */
  aim(orbit: Orbit, width: number, height: number, whole: boolean): void;
  /** Return a pixel of the photo in space, or null. */
  pixel(x: number, y: number): Vector3 | null;
  /** Give back what the graphics card and the page hold of it. */
  dispose(): void;
}
