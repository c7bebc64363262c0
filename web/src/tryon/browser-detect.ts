// Where a photo may hold faces, and the landmarks of one: the same two networks and the same steps as
// photomend/faces/detect.py and landmarks.py.
import { type Cut, cutOut, type Pixels, partOf, reduced, resized } from "./browser-picture";
import type { Run } from "./litert";

/** Numbers of the finding, from photomend/data/faces.toml. */
export interface Finding {
  score_fraction: number;
  overlap_fraction: number;
  crop_factor: number;
  least_presence_logit: number;
}

/** Where a face may be, px of the picture; `roll` turns the level onto the line of the eyes, radian, clockwise. */
export interface Box {
  score: number;
  x: number;
  y: number;
  width: number;
  height: number;
  roll: number;
}

/** One face: its landmarks (px; x right, y down, z negative towards the camera) and how sure the network is of it. */
export interface Found {
  landmarks: [number, number, number][];
  presence: number;
}

export const DETECTOR_SIDE = 128;
export const LANDMARKS_SIDE = 256;
const GRIDS = [
  { cell: 8, each: 2 },
  { cell: 16, each: 6 },
] as const;
const VALUES = 16;
const LANDMARKS = 478;
const CANDIDATES = 12; // largest boxes that are looked into
const WIDE = 0.25; // share of a picture's longer side from which on others would be found in the whole
const WINDOWS = 3; // along each side, in a closer look
const [RIGHT_EDGE, LEFT_EDGE] = [234, 454];

type Anchor = readonly [number, number];

/** Return the anchors' places in the letterboxed picture, x and y, 0 to 1. */
export function anchors(): Anchor[] {
  return GRIDS.flatMap(({ cell, each }) => {
    const count = DETECTOR_SIDE / cell;
    const middle = (at: number) => ((at + 0.5) * cell) / DETECTOR_SIDE;
    return Array.from({ length: count * count * each }, (_, at) => {
      const place = Math.floor(at / each);
      return [middle(place % count), middle(Math.floor(place / count))] as const;
    });
  });
}

/**
 * Return the faces of a picture, the widest first. Where the whole picture shows none, or none that is wide in it, its
 * parts are looked at from closer.
 */
export async function findFaces(picture: Pixels, detect: Run, locate: Run, finding: Finding): Promise<Found[]> {
  const inBoxes = (boxes: Box[]) => facesIn(picture, boxes, locate, finding);
  const faces = await inBoxes(boxesOf(await detect(letterboxed(picture)), picture, finding));
  const least = WIDE * Math.max(picture.width, picture.height);
  if (!faces.some((face) => faceWidth(face.landmarks) >= least)) {
    const closer = await inBoxes(await boxesCloser(picture, detect, finding));
    faces.push(...closer.filter((one) => !faces.some((other) => same(one, other))));
  }
  return faces.sort((one, other) => faceWidth(other.landmarks) - faceWidth(one.landmarks));
}

// The boxes in overlapping windows of half the picture's size, the largest first.
async function boxesCloser(picture: Pixels, detect: Run, finding: Finding): Promise<Box[]> {
  const half = (size: number) => Math.trunc((size + 1) / 2);
  const start = (size: number, step: number) => Math.trunc(((size - half(size)) * step) / (WINDOWS - 1));
  const found: Box[] = [];
  for (let window = 0; window < WINDOWS * WINDOWS; window++) {
    const left = start(picture.width, window % WINDOWS);
    const top = start(picture.height, Math.trunc(window / WINDOWS));
    const part = partOf(picture, left, top, half(picture.width), half(picture.height));
    const boxes = boxesOf(await detect(letterboxed(part)), part, finding);
    found.push(...boxes.map((box) => ({ ...box, x: box.x + left, y: box.y + top })));
  }
  return found.sort((one, other) => other.width - one.width);
}

async function facesIn(picture: Pixels, boxes: Box[], locate: Run, finding: Finding): Promise<Found[]> {
  const apart: Found[] = [];
  for (const box of boxes.slice(0, CANDIDATES)) {
    const one = await landmarksIn(picture, box, locate, finding);
    if (one.presence > finding.least_presence_logit && !apart.some((other) => same(one, other))) apart.push(one);
  }
  return apart;
}

/** Return whether two finds are one face: their middles lie nearer than half its width. */
export function same(one: Found, other: Found): boolean {
  const [a, b] = [middle(one.landmarks), middle(other.landmarks)];
  const width = Math.max(faceWidth(one.landmarks), faceWidth(other.landmarks));
  return Math.hypot(a[0] - b[0], a[1] - b[1]) < 0.5 * width;
}

function middle(landmarks: Found["landmarks"]): [number, number] {
  const mean = (axis: 0 | 1) => landmarks.reduce((sum, point) => sum + point[axis], 0) / landmarks.length;
  return [mean(0), mean(1)];
}

/** Return how wide a face is, px: from one side of its oval to the other. */
export function faceWidth(landmarks: Found["landmarks"]): number {
  const [right, left] = [landmarks[RIGHT_EDGE]!, landmarks[LEFT_EDGE]!];
  return Math.hypot(left[0] - right[0], left[1] - right[1]);
}

/** Return the picture in the middle of a black square of 128 px, -1 to 1. */
export function letterboxed(picture: Pixels): Float32Array {
  const { width, height } = picture;
  const side = Math.max(width, height);
  const small = reduced(picture, Math.max(1, Math.floor(side / (4 * DETECTOR_SIDE))));
  const step = Math.max(1, Math.floor(side / (4 * DETECTOR_SIDE)));
  const shrunkTo = (length: number) => Math.max(1, toEven((length * step * DETECTOR_SIDE) / side));
  const shrunk = resized(small, shrunkTo(small.width), shrunkTo(small.height));
  const start = (length: number) => toEven((((side - length) / 2) * DETECTOR_SIDE) / side);
  const square = new Float32Array(3 * DETECTOR_SIDE * DETECTOR_SIDE).fill(-1);
  const [left, top] = [start(width), start(height)];
  for (let y = 0; y < shrunk.height && top + y < DETECTOR_SIDE; y++)
    for (let x = 0; x < 3 * shrunk.width && 3 * left + x < 3 * DETECTOR_SIDE; x++)
      square[3 * ((top + y) * DETECTOR_SIDE + left) + x] = shrunk.rgb[3 * y * shrunk.width + x]! / 127.5 - 1;
  return square;
}

/** Return the whole number that is nearest, of two the even one. */
export function toEven(value: number): number {
  const below = Math.floor(value);
  if (value - below === 0.5) return below + (below % 2);
  return Math.round(value);
}

function boxesOf(outputs: Float32Array[], { width, height }: Pixels, finding: Finding): Box[] {
  const [places, logits] = outputs as [Float32Array, Float32Array];
  const side = Math.max(width, height);
  const decoded = anchors()
    .map((anchor, at) => ({ score: 1 / (1 + Math.exp(-logits[at]!)), values: decode(places, at, anchor) }))
    .filter(({ score }) => score > finding.score_fraction);
  const apart = separate(decoded, finding.overlap_fraction);
  const boxes = apart.map(({ score, values }) => {
    const [x, y, w, h, ax, ay, bx, by] = values.map((value) => value * side) as EightNumbers;
    const roll = Math.atan2(by - ay, bx - ax);
    return { score, x: x - (side - width) / 2, y: y - (side - height) / 2, width: w, height: h, roll };
  });
  return boxes.sort((one, other) => other.width - one.width);
}

type EightNumbers = [number, number, number, number, number, number, number, number];

// Centre, size and six points of an anchor, in parts of the square.
function decode(places: Float32Array, at: number, [x, y]: Anchor): number[] {
  const values = Array.from(places.subarray(VALUES * at, VALUES * (at + 1)), (value) => value / DETECTOR_SIDE);
  return values.map((value, place) => (place === 2 || place === 3 ? value : value + (place % 2 ? y : x)));
}

export interface Scored {
  score: number;
  values: number[];
}

/** Return one entry for each group of overlapping boxes, averaged by their scores, the best first. */
export function separate(boxes: readonly Scored[], limit: number): Scored[] {
  const found: Scored[] = [];
  let left = [...boxes];
  while (left.length > 0) {
    const best = left.reduce((one, other) => (other.score > one.score ? other : one));
    const same = left.filter((box) => box === best || overlap(best.values, box.values) > limit);
    const total = same.reduce((sum, { score }) => sum + score, 0);
    const mean = (place: number) => same.reduce((sum, box) => sum + box.score * box.values[place]!, 0) / total;
    found.push({ score: best.score, values: best.values.map((_, place) => mean(place)) });
    left = left.filter((box) => !same.includes(box));
  }
  return found;
}

/** Return the area that two boxes (x, y, width, height, from their middles) share over what they cover together. */
export function overlap(one: readonly number[], other: readonly number[]): number {
  const along = (axis: 0 | 1) => {
    const [a, b, p, q] = [one[axis]!, other[axis]!, one[axis + 2]! / 2, other[axis + 2]! / 2];
    return Math.max(0, Math.min(a + p, b + q) - Math.max(a - p, b - q));
  };
  const shared = along(0) * along(1);
  return shared / (one[2]! * one[3]! + other[2]! * other[3]! - shared);
}

async function landmarksIn(picture: Pixels, box: Box, locate: Run, finding: Finding): Promise<Found> {
  const step = (finding.crop_factor * Math.max(box.width, box.height)) / LANDMARKS_SIDE;
  const outputs = await locate(crop(picture, { ...box, step }));
  const points = outputs.find((output) => output.length === 3 * LANDMARKS)!;
  const presence = outputs[outputs.indexOf(points) + 1]![0]!;
  const [along, across] = [step * Math.cos(box.roll), step * Math.sin(box.roll)];
  const landmarks = Array.from({ length: LANDMARKS }, (_, at): [number, number, number] => {
    const [right, down] = [points[3 * at]! - LANDMARKS_SIDE / 2, points[3 * at + 1]! - LANDMARKS_SIDE / 2];
    return [box.x + along * right - across * down, box.y + across * right + along * down, points[3 * at + 2]! * step];
  });
  return { landmarks, presence };
}

// Made smaller first where a pixel of the crop covers several, so that none is skipped; by whole blocks of the picture.
function crop(picture: Pixels, { x, y, step, roll }: Cut): Float32Array {
  const fewer = Math.max(1, Math.trunc(step));
  const reach = (step * LANDMARKS_SIDE) / Math.SQRT2 + 2 * fewer; // however it is turned
  const from = (at: number, size: number) => Math.max(0, Math.min(Math.floor((at - reach) / fewer) * fewer, size - 1));
  const [left, top] = [from(x, picture.width), from(y, picture.height)];
  const to = (at: number, start: number, size: number) => Math.min(size, Math.max(start + 1, Math.trunc(at + reach)));
  const [right, bottom] = [to(x, left, picture.width), to(y, top, picture.height)];
  const small = reduced(partOf(picture, left, top, right - left, bottom - top), fewer);
  const middle = { x: (x - left) / fewer, y: (y - top) / fewer };
  return cutOut(small, { ...middle, step: step / fewer, roll }, LANDMARKS_SIDE).map((value) => value / 255);
}
