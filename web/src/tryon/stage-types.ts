// What the picture is told and what it tells. No three.js here: panels and tests import these types without it.
import type { Colour, Face, Region, Tone } from "./types";

/** One half or one column of the picture. */
export interface Side {
  /** All channels of the first region, then of the next (7 x 8), at one moment; channels that are switched off are 0. */
  effects: Float32Array;
  /** Written on a saved picture. */
  label: string;
}

/** Where the light on the default head comes from, seen by the viewer; a photo keeps its own light. */
export interface Light {
  /** Degrees to the right, and upwards. */
  azimuth_deg: number;
  elevation_deg: number;
}

export interface Look {
  /** One picture (`sides[0]`); before and after with a slider; or 2 to 4 columns. */
  layout: "single" | "split" | "row";
  /** Left of the slider. */
  before: Side;
  /** One for single and split, 2 to 4 for row. */
  sides: readonly Side[];
  /** Where the slider stands, as a share of the width. */
  split: number;
  /** Treated regions are tinted. */
  paint: boolean;
  /** By region. */
  treated: readonly boolean[];
  light?: Light;
  /** "face" (default) fills the picture with the face at zoom 1, "whole" fits the whole photo. */
  fit?: "face" | "whole";
}

/** Skin of the default head; `lines`, `spots` and `scars`: 0 none, 0.5 typical for the age, 1 many. */
export interface Skin {
  tone: Tone;
  age_years: number;
  lines: number;
  spots: number;
  scars: number;
  seed: number;
}

/** What is shown. A photo belongs to the stage from then on: it is closed when it is forgotten or replaced. */
export type Subject = { kind: "head"; skin: Skin } | { kind: "photo"; photo: ImageBitmap; face: Face };

/** From where it is seen: degrees to the right and up, size, and shift as shares of a column's width. */
export interface Orbit {
  yaw_deg: number;
  pitch_deg: number;
  zoom: number;
  right: number;
  down: number;
}

/** A place on the canvas in CSS pixels from its left upper corner. */
export interface Spot {
  x: number;
  y: number;
}

/** Pictures since the start, and what a picture costs the page besides rasterising, ms: middle and most of the last 60. */
export interface Drawn {
  frames: number;
  client_ms: number;
  longest_ms: number;
}

export interface Stage {
  /** Show a head or a photo; settles when it can be drawn. */
  show(subject: Subject): Promise<void>;
  /** Draw this at the next frame, if it differs. */
  look(look: Look): void;
  /** Turn, zoom and shift; returns what it became within the limits (a photo turns by 30 degrees at most). */
  orbit(yaw_deg: number, pitch_deg: number, zoom: number, right?: number, down?: number): Orbit;
  /** Return the region under a place of the canvas, or null. */
  region_at(x: number, y: number): Region | null;
  /** Return where a place of the atlas is on the canvas, in the first column, or null where it faces away. */
  place(u: number, v: number): Spot | null;
  /** Return where a pixel of the photo is on the canvas; null without a photo. */
  place_of_pixel(x: number, y: number): Spot | null;
  /** Return the picture as it is seen, as PNG, with a word across and at its edge. */
  picture(watermark: string): Promise<Blob>;
  /** Return the mean colour of a rectangle of the canvas (CSS pixels), sRGB 0 to 255. */
  sample(x: number, y: number, width: number, height: number): Colour;
  /** Drop the photo, its textures and its buffers, and empty the canvas. */
  forget(): void;
  dispose(): void;
  drawn(): Drawn;
}

/** Return a file's address: skin-colour.json, mesh.json, regions-a.png, regions-b.png, head.json, head.bin. */
export type Files = (name: string) => string;
