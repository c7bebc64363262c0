// The time line: from before through the first days and the sessions to the months after; by hand, by buttons, playing.
import { useEffect, useId } from "preact/hooks";
import { Button } from "../ui";
import { capital, FINE, jumps, momentText, step } from "./moments";
import type { TryOnState } from "./state";
import type { Frame, TryOn } from "./types";

const FRAME_MS = 450; // from one frame to the next while it plays
const STILL_MS = 900; // where motion is unwanted it goes in steps

/** The time line of a try-on. */
export function TimeLine({ state, tryOn }: { state: TryOnState; tryOn: TryOn }) {
  const { frames } = tryOn;
  const last = frames.length - 1;
  const place = Math.min(state.place.value, last);
  const marks = useId();
  usePlaying(state, frames);
  const show = (to: number) => {
    state.playing.value = false;
    state.place.value = to;
  };
  return (
    <fieldset class="tryon-time">
      <legend>When</legend>
      <div class="tryon-time-bar">
        <Button aria-pressed={state.playing.value} onClick={() => toggle(state, last)}>
          {state.playing.value ? "❚❚ Pause" : "▶ Play"}
        </Button>
        <label class="tryon-time-slider">
          <span class="only-read">Time since the first session</span>
          <input
            type="range"
            min={0}
            max={FINE * last}
            step={1}
            value={Math.round(FINE * place)}
            list={marks}
            aria-valuetext={momentText(tryOn, place)}
            onInput={(event) => show(Number(event.currentTarget.value) / FINE)}
          />
        </label>
        <datalist id={marks}>
          {jumps(frames).map((jump) => (
            <option key={jump.place} value={FINE * jump.place} />
          ))}
        </datalist>
        <Button look="quiet" aria-label="Moment before" onClick={() => show(step(frames, place, -1))}>
          ‹
        </Button>
        <Button look="quiet" aria-label="Next moment" onClick={() => show(step(frames, place, 1))}>
          ›
        </Button>
      </div>
      <p class="tryon-moment">
        <output>{momentText(tryOn, place)}</output>
      </p>
      <div class="tryon-jumps">
        {jumps(frames).map((jump) => (
          <Button
            key={jump.place}
            look="quiet"
            aria-label={capital(jump.title)}
            aria-pressed={jump.place === place}
            onClick={() => show(jump.place)}
          >
            {capital(buttonText(jump.title))}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

// "6 months after the last session" is said in full above the buttons.
function buttonText(title: string): string {
  return title.replace(/ after the (last )?session$/, " after");
}

function toggle(state: TryOnState, last: number): void {
  if (!state.playing.value && state.place.value >= last) state.place.value = 0;
  state.playing.value = !state.playing.value;
}

function usePlaying(state: TryOnState, frames: readonly Frame[]): void {
  const on = state.playing.value;
  useEffect(() => {
    if (!on) return;
    return matchMedia("(prefers-reduced-motion: reduce)").matches
      ? stepThrough(state, frames)
      : runThrough(state, frames.length - 1);
  }, [on, frames]);
}

function runThrough(state: TryOnState, last: number): () => void {
  let before = performance.now();
  let frame = requestAnimationFrame(function advance(now) {
    state.place.value = Math.min(last, state.place.value + (now - before) / FRAME_MS);
    before = now;
    if (state.place.value >= last) state.playing.value = false;
    else frame = requestAnimationFrame(advance);
  });
  return () => cancelAnimationFrame(frame);
}

function stepThrough(state: TryOnState, frames: readonly Frame[]): () => void {
  const timer = setInterval(() => {
    state.place.value = step(frames, state.place.value, 1);
    if (state.place.value >= frames.length - 1) state.playing.value = false;
  }, STILL_MS);
  return () => clearInterval(timer);
}
