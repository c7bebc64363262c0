// Finds a face in a photo without a server: in a worker of this tab, so that the page goes on, with the networks and the
// rules of photomend/faces. The worker ends with its answer, and its memory with it: nothing of the photo is left there.
import { Refused } from "../api/client";
import type { Face } from "./types";

/** Addresses of what the worker loads, absolute: it does not know the page's own. */
export interface Needed {
  loader: string;
  module: string;
  detector: string;
  landmarks: string;
  numbers: string;
  mesh: string;
  regionsA: string;
  regionsB: string;
}

export interface Asked {
  photo: Blob;
  needed: Needed;
}

/** What a worker answers: a face, why there is none to be shown, or what went wrong. */
export type Answered = { face: Face } | { refused: string } | { failed: string };

const NAMES: Record<keyof Needed, string> = {
  loader: "litert/litert_wasm_compat_internal.js",
  module: "litert/litert_wasm_compat_internal.wasm",
  detector: "face_detector.tflite",
  landmarks: "face_landmarks_detector.tflite",
  numbers: "faces.json",
  mesh: "mesh.json",
  regionsA: "regions-a.png",
  regionsB: "regions-b.png",
};
const FAILED =
  "The face finder did not start in this browser. A browser of 2023 or later has what it takes; else use the head.";

/** Return the face in a photo; `Refused` with a sentence where there is none that can be shown. */
export function findFaceHere(photo: Blob, file: (name: string) => string, stop?: AbortSignal): Promise<Face> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./face-worker.ts", import.meta.url));
    const end = (act: () => void) => {
      worker.terminate();
      stop?.removeEventListener("abort", leave);
      act();
    };
    const leave = () => end(() => reject(new DOMException("the photo was taken back", "AbortError")));
    worker.onmessage = ({ data }: MessageEvent<Answered>) =>
      end(() => ("face" in data ? resolve(data.face) : reject(refusalOf(data))));
    worker.onerror = (event) => {
      event.preventDefault();
      end(() => reject(new Refused(FAILED, "photo")));
    };
    if (stop?.aborted) leave();
    else {
      stop?.addEventListener("abort", leave);
      worker.postMessage({ photo, needed: neededFrom(file) } satisfies Asked);
    }
  });
}

function refusalOf(answer: { refused: string } | { failed: string }): Refused {
  return "refused" in answer ? new Refused(answer.refused, "photo", 422) : new Refused(FAILED, "photo");
}

function neededFrom(file: (name: string) => string): Needed {
  const address = (name: string) => new URL(file(name), document.baseURI).href;
  return Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, address(name)])) as unknown as Needed;
}
