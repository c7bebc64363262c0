// The worker of browser-face.ts: one photo in, one face out. It loads the networks and what goes with them from the
// addresses that it is given, and asks for nothing else.
import { Refused } from "../api/client";
import { DETECTOR_SIDE, LANDMARKS_SIDE } from "./browser-detect";
import type { Answered, Asked, Needed } from "./browser-face";
import { refuseFile, refuseLarge } from "./browser-judge";
import { faceIn, type Known, type Networks } from "./browser-look";
import { type Numbers, refusal } from "./browser-numbers";
import { type Pixels, withoutOpacity } from "./browser-picture";
import type { Alignment } from "./browser-pose";
import { compile, type ModuleFactory, startModule } from "./litert";
import { readPng } from "./png";
import type { FaceMesh } from "./skin-maps";
import type { Face } from "./types";
import { unpacked } from "./unpacked";

declare function importScripts(...addresses: string[]): void;

const here = self as unknown as { postMessage(answer: Answered): void; ModuleFactory?: ModuleFactory };
const LONGEST_START = 12; // bytes that tell what kind of picture a file is
const MOST_PX = 16e6; // some browsers draw no larger picture; a larger one is looked at smaller

self.onmessage = async ({ data }: MessageEvent<Asked>) => here.postMessage(await answer(data));

async function answer({ photo, needed }: Asked): Promise<Answered> {
  try {
    return { face: await look(photo, needed) };
  } catch (fault) {
    return fault instanceof Refused ? { refused: fault.message } : { failed: String(fault) };
  }
}

async function look(photo: Blob, needed: Needed): Promise<Face> {
  const [numbers, networks, planes] = await Promise.all([
    fetched(needed.numbers).then((bytes) => jsonOf<Numbers>(bytes)),
    networksOf(needed),
    planesOf(needed),
  ]);
  refuseFile(photo.size, new Uint8Array(await photo.slice(0, LONGEST_START).arrayBuffer()), numbers);
  return faceIn(await pixelsOf(photo, numbers), networks, planes, numbers);
}

async function pixelsOf(photo: Blob, numbers: Numbers): Promise<Pixels> {
  const picture = await createImageBitmap(photo, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) throw refusal(numbers, "unreadable");
  refuseLarge(picture.width, picture.height, numbers);
  const scale = Math.min(1, Math.sqrt(MOST_PX / (picture.width * picture.height)));
  const [width, height] = [Math.floor(picture.width * scale), Math.floor(picture.height * scale)];
  const canvas = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  canvas.imageSmoothingQuality = "high";
  canvas.drawImage(picture, 0, 0, width, height);
  picture.close();
  return withoutOpacity(canvas.getImageData(0, 0, width, height));
}

async function networksOf({ loader, module, detector, landmarks }: Needed): Promise<Networks> {
  importScripts(loader);
  const [code, ...networks] = await Promise.all([module, detector, landmarks].map(fetched));
  const started = await startModule(here.ModuleFactory!, code!);
  const shape = (side: number) => [1, side, side, 3];
  return {
    detect: await compile(started, networks[0]!, shape(DETECTOR_SIDE)),
    locate: await compile(started, networks[1]!, shape(LANDMARKS_SIDE)),
  };
}

async function planesOf({ mesh, regionsA, regionsB }: Needed): Promise<Known> {
  const [text, a, b] = await Promise.all([mesh, regionsA, regionsB].map(fetched));
  const held = jsonOf<FaceMesh & { alignment: Alignment }>(text!);
  return { mesh: held, alignment: held.alignment, a: await readPng(a!), b: await readPng(b!) };
}

async function fetched(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return unpacked(await answer.arrayBuffer());
}

function jsonOf<Content>(bytes: ArrayBuffer): Content {
  return JSON.parse(new TextDecoder().decode(bytes)) as Content;
}
