// The try-on of `photomend serve`. The photo goes to the process on this computer as it is, which keeps it in memory
// only while it looks for the face; where that process lacks the means, or runs on another computer, this tab looks.
import { get, post, refusal, Unanswered, url } from "../api/client";
import type { Source } from "./source";
import type { Choice, Face, TryOn } from "./types";

const PRIVACY =
  "Your photo stays in this tab and in the memory of photomend on this computer. It is never written to disk, never " +
  "logged, and never leaves this computer.";

const IN_THE_TAB =
  "Your photo stays in this tab. It is never sent anywhere, not even to the computer that runs photomend, and never " +
  "written to disk.";

const WITHOUT_MEANS = 501;
const THIS_COMPUTER = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Return whether a host name is this computer's own, so that what is sent to it crosses no network. */
export function isHere(hostname: string): boolean {
  return THIS_COMPUTER.test(hostname);
}

async function findFace(photo: Blob, stop?: AbortSignal): Promise<Face> {
  if (!isHere(location.hostname)) return inThisTab(photo, stop);
  let answer: Response;
  try {
    answer = await fetch(url("tryon/face"), {
      method: "POST",
      headers: { "Content-Type": photo.type },
      body: photo,
      signal: stop ?? null,
      cache: "no-store",
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Unanswered();
  }
  if (answer.status === WITHOUT_MEANS) return inThisTab(photo, stop);
  if (!answer.ok) throw await refusal(answer);
  return answer.json() as Promise<Face>;
}

async function inThisTab(photo: Blob, stop?: AbortSignal): Promise<Face> {
  return (await import("./browser-face")).findFaceHere(photo, file, stop);
}

function file(name: string): string {
  return url(`tryon/files/${name}`);
}

export const serverSource: Source = {
  choices: (concern, role, stop) => get<Choice[]>(`tryon/choices?${new URLSearchParams({ role, concern })}`, stop),
  tryOn: (request, stop) => post<TryOn>("tryon", request, stop),
  findFace,
  file,
  privacy: typeof location === "undefined" || isHere(location.hostname) ? PRIVACY : IN_THE_TAB,
};
