// The try-on: what is asked, the picture with its time line, its switches and its words. It asks its source, the local
// server or the files of an export, and nothing while a slider moves.
import { batch } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { TreatmentFile } from "../api/types";
import { Guard, Notice } from "../ui";
import "./tryon.css";
import { answers, LABORATORY } from "./asking";
import { Caption } from "./caption";
import { load } from "./colour-table";
import { EffectsPanel } from "./effects-panel";
import { FacePanel } from "./face-panel";
import { Opening } from "./opening";
import { Patch } from "./patch-view";
import { Picture } from "./picture";
import type { Source } from "./source";
import { createState, type TryOnState } from "./state";
import { Statement } from "./statement";
import { TimeLine } from "./time-line";
import type { Audience } from "./types";
import { NOT_ADVICE } from "./words";

/** The treatment that is set in the laboratory, and what it is called. */
export interface Laboratory {
  title: string;
  treatment: () => TreatmentFile;
}

export interface TryOnProps {
  source: Source;
  audience: Audience;
  laboratory?: Laboratory;
}

const ASK_AFTER_MS = 350;

/** The view; leaving it forgets the photo. */
export function TryOnView({ source, audience, laboratory }: TryOnProps) {
  const state = useMemo(() => createState(source, laboratory?.treatment), [source]);
  useAsking(state, audience);
  useColours(state);
  useEffect(() => {
    const forget = () => state.held.forget(); // else a page that is gone back to would still hold it
    addEventListener("pagehide", forget);
    return () => {
      removeEventListener("pagehide", forget);
      leave(state);
    };
  }, [state]);
  const { tooYoung, tryOn, busy } = state.asking;
  return (
    <div class="page tryon">
      <h1>Try it on</h1>
      <p class="tryon-lead">
        What a laser treatment may do to skin, day by day and session by session. It is shown as a range, never as a
        single “after”. <strong>{NOT_ADVICE}</strong>
      </p>
      <Opening state={state} laboratory={laboratory?.title ?? null} />
      {!tooYoung.value && (
        <div class="tryon-parts">
          <div class="tryon-main" aria-busy={busy.value}>
            <Guard instead={<Broken state={state} />}>
              <Picture state={state} />
              {tryOn.value && <TimeLine state={state} tryOn={tryOn.value} />}
              {tryOn.value && <Caption state={state} tryOn={tryOn.value} />}
            </Guard>
          </div>
          <div class="tryon-side">
            <FacePanel state={state} />
            {tryOn.value && <EffectsPanel state={state} tryOn={tryOn.value} />}
          </div>
          {tryOn.value && <Patch state={state} tryOn={tryOn.value} />}
        </div>
      )}
      {!tooYoung.value && tryOn.value && <Statement tryOn={tryOn.value} />}
    </div>
  );
}

function Broken({ state }: { state: TryOnState }) {
  useEffect(() => state.held.forget(), [state]);
  return (
    <Notice kind="error">This part of the try-on failed; load the page anew. Your photo, if any, is forgotten.</Notice>
  );
}

// Choices follow the concern, the try-on follows all answers; both only once they have rested for a moment.
function useAsking(state: TryOnState, audience: Audience): void {
  const { asking } = state;
  const { concern } = answers.value;
  useEffect(() => {
    batch(() => {
      asking.audience.value = audience;
      if (audience === "person" && answers.value.family === LABORATORY) asking.change({ family: null });
      if (asking.tryOn.value?.role !== audience) asking.tryOn.value = null;
    });
    void asking.askChoices();
  }, [concern, audience, asking]);
  const wanted = JSON.stringify(asking.wanted.value);
  useEffect(() => {
    const timer = setTimeout(() => void asking.ask(), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted, asking]);
  const tryOn = asking.tryOn.value;
  useEffect(() => {
    state.playing.value = false;
    if (tryOn) state.place.value = tryOn.frames.length - 1;
  }, [tryOn]);
  useEffect(() => {
    if (asking.tooYoung.value) state.held.forget();
  }, [asking.tooYoung.value]);
}

function useColours(state: TryOnState): void {
  useEffect(() => {
    load(state.source.file("skin-colour.json")).then(
      (table) => {
        state.table.value = table;
      },
      () => {
        state.table.value = null;
      },
    );
  }, [state]);
}

function leave(state: TryOnState): void {
  state.playing.value = false;
  state.asking.stop();
  state.held.forget();
}
