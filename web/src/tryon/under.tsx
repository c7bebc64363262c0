// What stands over and under the picture: which pictures stand beside each other, and a name for each part.
import { Choice, SelectField } from "../ui";
import { peopleText } from "./captions";
import { frameAt, shortMoment } from "./moments";
import { type Shown, shownIn, shownTitle, type TryOnState } from "./state";
import { BANDS, type Quantity, type TryOn } from "./types";

const LAYOUTS = [
  ["row", "All four"],
  ["ends", "Low and high"],
  ["split", "Before and after"],
] as const;

/** Which pictures stand beside each other. */
export function PicturesBar({ state }: { state: TryOnState }) {
  return (
    <div class="tryon-pictures row">
      <Choice
        label="Pictures"
        quiet
        value={state.layout.value}
        options={LAYOUTS}
        onChange={(layout) => {
          state.layout.value = layout;
        }}
      />
      {state.layout.value === "split" && (
        <SelectField<Shown>
          label="After shows"
          value={state.beside.value}
          options={[...BANDS, "unchanged" as const].map((shown) => [shown, shownTitle(shown)] as const)}
          onChange={(shown) => {
            state.beside.value = shown;
          }}
        />
      )}
    </div>
  );
}

/** A name for each part of the picture; between before and after, the slider. */
export function Under({ state }: { state: TryOnState }) {
  const tryOn = state.asking.tryOn.value;
  if (!tryOn) return <p class="tryon-under">Before treatment</p>;
  const when = shortMoment(tryOn.frames, state.place.value).toLowerCase();
  if (state.layout.value === "split") return <Slider state={state} when={when} />;
  const share = unchangedAt(tryOn, state.place.value);
  return (
    <ul class={`tryon-under tryon-row ${state.layout.value}`} aria-label={`Pictures from left to right, ${when}`}>
      {shownIn(state).map((shown) => (
        <li key={shown} data-shown={shown}>
          <b>{shownTitle(shown)}</b>
          {shown === "unchanged" && share && <span class="soft"> {peopleText(share).replace(/ \(.*/, "")}</span>}
        </li>
      ))}
    </ul>
  );
}

// How many see no visible change: after the course once it is over, else after one session.
function unchangedAt({ frames, sessions, unchanged }: TryOn, place: number): Quantity | null {
  const over = sessions > 1 && frameAt(frames, place).phase === "after";
  return over ? unchanged.after_course : unchanged.after_one_session;
}

function Slider({ state, when }: { state: TryOnState; when: string }) {
  const percent = Math.round(100 * state.split.value);
  return (
    <div class="tryon-slider">
      <label>
        <span class="only-read">How far before reaches, from the left</span>
        <input
          type="range"
          min={0}
          max={100}
          value={percent}
          aria-valuetext={`Before fills ${percent} % of the picture`}
          onInput={(event) => {
            state.split.value = Number(event.currentTarget.value) / 100;
          }}
        />
      </label>
      <p class="tryon-under tryon-ends">
        <b>Before</b>
        <b>
          {shownTitle(state.beside.value)}, {when}
        </b>
      </p>
    </div>
  );
}
