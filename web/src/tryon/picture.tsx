// The picture: a canvas that is turned by mouse, touch, keys and buttons, with names under its parts, and a saved copy.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button, Notice } from "../ui";
import { TURNING_KEYS, TURNS } from "../ui/turning";
import { Divider } from "./divider";
import { CLOSER_VIEWS } from "./first-look";
import type { PicturePhase } from "./staged";
import { type TryOnState, visible } from "./state";
import { PicturesBar, Under } from "./under";
import { type Staged, useStage } from "./use-stage";
import { WATERMARK } from "./words";

const RELIEF = "Lines and scars are fine relief: look from nearer to see whether they change.";

/** The picture with what turns it; where nothing can be drawn, a sentence. */
export function Picture({ state }: { state: TryOnState }) {
  const host = useRef<HTMLDivElement>(null);
  const phase = useSignal<PicturePhase>("loading");
  const stage = useStage(host, state, (now) => {
    phase.value = now;
  });
  const seen = visible(state.on.value, state.held);
  const hasRelief = seen.has("lines") || seen.has("scars");
  const none = phase.value === "flat" || phase.value === "failed";
  const divided = state.layout.value === "split" && state.asking.tryOn.value;
  return (
    <>
      {none && <NoPicture phase={phase.value} />}
      <div
        class="tryon-picture"
        data-phase={phase.value}
        data-subject={state.held.photo.value ? "photo" : "head"}
        hidden={none}
      >
        {state.asking.tryOn.value && <PicturesBar state={state} />}
        <div
          ref={host}
          class="tryon-frame"
          data-columns={state.look.value.sides.length}
          role="application"
          tabIndex={0}
          aria-label={`The face in three dimensions. ${TURNING_KEYS}`}
          aria-busy={phase.value === "loading"}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.altKey || event.metaKey) return;
            if (stage.press(event.key, event.shiftKey)) event.preventDefault();
          }}
        >
          <canvas />
          {divided && <Divider split={state.split} />}
          {phase.value === "loading" && <p class="tryon-loading">Loading the face…</p>}
        </div>
        <Under state={state} />
        <Turns stage={stage} state={state} ready={phase.value === "ready"} />
        {state.asking.tryOn.value && hasRelief && <p class="small soft no-print">{RELIEF}</p>}
      </div>
    </>
  );
}

interface TurnsProps {
  stage: Staged;
  state: TryOnState;
  ready: boolean;
}

function Turns({ stage, state, ready }: TurnsProps) {
  const save = async () => {
    const picture = await stage.picture(WATERMARK);
    if (picture) state.held.save("photomend-simulation.png", picture);
  };
  return (
    <div class="tryon-turn row no-print">
      {TURNS.map(([key, sign, title]) => (
        <Button key={key} look="quiet" aria-label={title} title={title} onClick={() => stage.press(key)}>
          {sign}
        </Button>
      ))}
      <fieldset class="tryon-closer">
        <legend>Look at</legend>
        <Button look="quiet" onClick={() => stage.press("0")}>
          Whole face
        </Button>
        {CLOSER_VIEWS.map((view) => (
          <Button
            key={view.title}
            look="quiet"
            aria-label={`${view.title}, from nearer`}
            onClick={() => stage.closer(view)}
          >
            {view.title}
          </Button>
        ))}
      </fieldset>
      <Button look="quiet" disabled={!ready} onClick={() => void save()}>
        Save this picture
      </Button>
    </div>
  );
}

function NoPicture({ phase }: { phase: PicturePhase }) {
  const rest = "What is modelled is told in words and figures, and the square of skin is drawn.";
  if (phase === "failed")
    return <Notice kind="warning">The face could not be loaded; load the page anew to try again. {rest}</Notice>;
  return (
    <Notice kind="warning">
      This browser draws no 3-D (WebGL 2 is missing or switched off), so no face is shown. {rest}
    </Notice>
  );
}
