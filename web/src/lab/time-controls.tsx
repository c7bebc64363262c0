// The time scrubber: through pulse and cooling by hand, or playing. Times lie close together during the pulse, so equal
// steps of the slider are equal numbers of stored moments, not of seconds.
import { useEffect } from "preact/hooks";
import { column, type Scene } from "../api/scene";
import { Button, Choice } from "../ui";
import { clock, clockText, placeOf, playing, timeAt } from "./clock";

const FINE = 20; // steps of the slider from one stored moment to the next
const WHOLE_MS = 9000; // from the first moment to the last
const STILL_STEP_MS = 700; // between moments where motion is unwanted

/** Controls of time for the scenes on the page; nothing where none has a course in time. */
export function TimeControls({ scenes }: { scenes: readonly Scene[] }) {
  const timed = scenes.find((scene) => column(scene, "time_s").length > 1);
  const times = timed ? column(timed, "time_s") : null;
  usePlaying(times);
  if (!times) return null;
  const last = times.length - 1;
  const place = clock.value === null ? last : placeOf(times, clock.value);
  return (
    <div class="lab-time">
      <Choice
        label="Temperature shown"
        quiet
        value={clock.value === null ? "highest" : "time"}
        options={[
          ["highest", "Highest reached"],
          ["time", "At a time"],
        ]}
        onChange={(chosen) => show(chosen === "highest" ? null : times[0]!)}
      />
      <Button aria-pressed={playing.value} onClick={() => toggle(times)}>
        {playing.value ? "❚❚ Pause" : "▶ Play"}
      </Button>
      <label class="lab-slider">
        <span class="only-read">Time</span>
        <input
          type="range"
          min={0}
          max={FINE * last}
          step={1}
          value={Math.round(FINE * place)}
          aria-valuetext={clockText(clock.value)}
          onInput={(event) => show(timeAt(times, Number(event.currentTarget.value) / FINE))}
        />
      </label>
      <output class="lab-clock">{clockText(clock.value)}</output>
    </div>
  );
}

function show(time: number | null): void {
  playing.value = false;
  clock.value = time;
}

function toggle(times: Float32Array): void {
  const ended = clock.value === null || clock.value >= times.at(-1)!;
  if (!playing.value && ended) clock.value = times[0]!;
  playing.value = !playing.value;
}

function usePlaying(times: Float32Array | null): void {
  const on = playing.value && times !== null;
  useEffect(() => {
    if (!on || !times) return;
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? stepThrough(times) : runThrough(times);
  }, [on, times]);
}

function runThrough(times: Float32Array): () => void {
  let before = performance.now();
  let frame = requestAnimationFrame(function advance(now) {
    const place = placeOf(times, clock.value ?? times[0]!) + ((now - before) / WHOLE_MS) * (times.length - 1);
    before = now;
    clock.value = timeAt(times, place);
    if (place >= times.length - 1) playing.value = false;
    else frame = requestAnimationFrame(advance);
  });
  return () => cancelAnimationFrame(frame);
}

function stepThrough(times: Float32Array): () => void {
  const timer = setInterval(() => {
    const next = Math.floor(placeOf(times, clock.value ?? times[0]!) + 1e-6) + 1;
    clock.value = timeAt(times, next);
    if (next >= times.length - 1) playing.value = false;
  }, STILL_STEP_MS);
  return () => clearInterval(timer);
}
