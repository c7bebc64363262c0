// Whose face: one's own photo, which never leaves this machine, or the default head with its tone, age and marks.
import { Button, Dial, Disclosure, Notice, unbroken } from "../ui";
import { answers } from "./asking";
import type { TryOnState } from "./state";
import { type HeadChoice, headSkin, swatch, TONES, toneOf } from "./tones";

const BEST =
  "Best: from the front and near, sharp, in even light. Glasses, make-up and beards are not recognised; what lies " +
  "over the skin changes with it.";

/** The panel of the face. */
export function FacePanel({ state }: { state: TryOnState }) {
  const photo = state.held.photo.value;
  return (
    <section class="tryon-face card" aria-labelledby="tryon-face-title">
      <h2 id="tryon-face-title">The face</h2>
      {state.asking.adult.value ? (
        <PhotoPart state={state} />
      ) : (
        <p class="small soft">Give your age first; then you can use your own photo instead of the default face.</p>
      )}
      {!photo && (
        <Disclosure title="The default face">
          <HeadPart state={state} />
        </Disclosure>
      )}
    </section>
  );
}

function PhotoPart({ state: { held, source } }: { state: TryOnState }) {
  const photo = held.photo.value;
  const fault = held.fault.value;
  const take = (file: Blob) => held.take(file);
  return (
    <>
      <p class="small">Use only a photo of your own face. {source.privacy}</p>
      {!photo && <p class="small soft">{BEST}</p>}
      <div class="row">
        <Chooser label={photo ? "Use another photo" : "Use my own photo"} take={take} />
        <Chooser label="Take a photo" take={take} camera />
        {(photo || held.busy.value) && (
          <Button look="danger" onClick={() => held.forget()}>
            Forget my photo
          </Button>
        )}
      </div>
      <p class="small" role="status">
        {held.busy.value ? "Looking for the face…" : photo ? "Your photo is shown." : ""}
      </p>
      {fault && (
        <Notice kind="error" title="Photo">
          {unbroken(fault.sentence)}
        </Notice>
      )}
      {photo && photo.face.sentences.length > 0 && (
        <ul class="tryon-cannot small">
          {photo.face.sentences.map((sentence) => (
            <li key={sentence}>{unbroken(sentence)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ChooserProps {
  label: string;
  take: (file: Blob) => Promise<void>;
  /** Open the camera; only shown where there is a finger, as on a phone. */
  camera?: boolean;
}

function Chooser({ label, take, camera }: ChooserProps) {
  return (
    <label class={`button tryon-chooser${camera ? " camera" : ""}`}>
      <input
        type="file"
        class="only-read"
        accept="image/jpeg,image/png,image/webp"
        {...(camera ? { capture: "user" as const } : {})}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void take(file);
          event.currentTarget.value = ""; // the field keeps no hold on the file
        }}
      />
      {label}
    </label>
  );
}

const MARKS = [
  ["lines", "Fine lines"],
  ["spots", "Brown spots"],
  ["scars", "Scars"],
] as const;
const LEAST_AGE = 18;
const MOST_AGE = 85;

function HeadPart({ state }: { state: TryOnState }) {
  const { age, phototype, concern } = answers.value;
  const set = state.head.value;
  const skin = headSkin(set, age, phototype, concern);
  const change = (some: Partial<HeadChoice>) => {
    state.head.value = { ...set, ...some };
  };
  return (
    <>
      <p class="small soft">
        A made-up face. Its tone says nothing about your skin type, and your skin type says nothing about its tone.{" "}
        {state.first.value.light && "So that scars can be seen it is lit from one side, before and after alike."}
      </p>
      <fieldset class="tryon-tones">
        <legend>Tone</legend>
        {TONES.map((tone) => (
          <label key={tone.key} class={tone.key === skin.tone.key ? "chosen" : undefined}>
            <input
              type="radio"
              name="tryon-tone"
              checked={tone.key === skin.tone.key}
              onChange={() => change({ tone: tone.key })}
            />
            <span class="tryon-swatch" style={{ background: colourOf(state, tone.ita_deg) }} />
            {tone.title}
          </label>
        ))}
      </fieldset>
      {MARKS.map(([key, label]) => (
        <Dial
          key={key}
          label={label}
          unit="of 10"
          min={0}
          max={10}
          step={1}
          value={Math.round(10 * skin[key])}
          onInput={(value) => change({ [key]: value / 10 })}
        />
      ))}
      <Dial
        label="Age of the face"
        unit="years"
        min={LEAST_AGE}
        max={MOST_AGE}
        step={1}
        value={Math.min(MOST_AGE, Math.max(LEAST_AGE, skin.age_years))}
        onInput={(age_years) => change({ age_years })}
      />
    </>
  );
}

function colourOf(state: TryOnState, ita_deg: number): string {
  const table = state.table.value;
  const blood = state.skin.value?.tone.blood_fraction;
  return table && blood !== undefined ? swatch(table, toneOf(table, ita_deg, blood)) : "transparent";
}
