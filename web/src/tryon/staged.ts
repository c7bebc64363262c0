// Keeps a stage showing what the state says: its subject, the newest one only, and its look at every change.
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import type { Stage, Subject } from "./stage-types";
import type { TryOnState } from "./state";

const NOT_DRAWN = "This photo could not be drawn here, so the default face is shown; try a smaller picture.";
const SETTLE_MS = 120; // a head's skin is made anew only when its sliders rest

/** What the picture is: being fetched, there, not to be had in this browser, or not to be read. */
export type PicturePhase = "loading" | "ready" | "flat" | "failed";

/** Return what is shown: the photo, else the default head; null until the colours of skin are there. */
export function subjectOf({ held, skin }: Pick<TryOnState, "held" | "skin">): Subject | null {
  const photo = held.photo.value;
  if (photo) return { kind: "photo", photo: photo.picture, face: photo.face };
  return skin.value ? { kind: "head", skin: skin.value } : null;
}

/** Keep a stage up to date until the function that is returned is called. */
export function keepShowing(stage: Stage, state: TryOnState, tell: (phase: PicturePhase) => void): () => void {
  const subject = computed(() => subjectOf(state));
  const show = newestOnly(stage, tell, () => {
    state.held.forget({ sentence: NOT_DRAWN, field: "photo" });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  const ends = [
    effect(() => {
      const wanted = subject.value;
      clearTimeout(timer);
      if (!wanted) return;
      if (first || wanted.kind === "photo") show(wanted);
      else timer = setTimeout(() => show(wanted), SETTLE_MS);
      first = false;
    }),
    effect(() => stage.look(state.look.value)),
    effectOnceGone(state.held.photo, () => stage.forget()),
  ];
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}

function newestOnly(stage: Stage, tell: (phase: PicturePhase) => void, drop: () => void): (subject: Subject) => void {
  let next: Subject | null = null;
  let busy = false;
  let shown = "";
  const showOne = async (subject: Subject): Promise<boolean> => {
    const key = subject.kind === "head" ? JSON.stringify(subject.skin) : "";
    if (key && key === shown) return true;
    shown = key;
    tell("loading");
    return stage.show(subject).then(
      () => true,
      () => {
        shown = "";
        if (subject.kind === "photo") drop();
        return subject.kind === "photo";
      },
    );
  };
  const run = async () => {
    busy = true;
    let well = true;
    while (next) {
      const subject = next;
      next = null;
      well = await showOne(subject);
    }
    busy = false;
    tell(well ? "ready" : "failed");
  };
  return (subject) => {
    next = subject;
    if (!busy) void run();
  };
}

// The photo's own memory goes before anything else takes its place.
function effectOnceGone(photo: ReadonlySignal<unknown>, forget: () => void): () => void {
  let before: unknown = null;
  return effect(() => {
    const now = photo.value;
    if (before && !now) forget();
    before = now;
  });
}
