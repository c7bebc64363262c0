// A square of skin to scale, in which single zones are seen; a sentence says the same.
import { computed, effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { atPlace, switched } from "./frames";
import { type PatchState, patchColours, patchSentence, patchState } from "./patch";
import { drawPatch } from "./patch-draw";
import type { TryOnState } from "./state";
import type { Band, TryOn } from "./types";

const PIXELS = 640;

/** The square at the moment of the time line; where single zones are not modelled, a sentence says so. */
export function Patch({ state, tryOn }: { state: TryOnState; tryOn: TryOn }) {
  const zones = tryOn.zones;
  return (
    <section class="tryon-patch card" aria-labelledby="tryon-patch-title">
      <h2 id="tryon-patch-title">A square of skin, to scale</h2>
      {zones && zones.positions.length > 0 ? (
        <Square state={state} tryOn={tryOn} />
      ) : (
        <p>This treatment is not modelled as single zones, so there is no square to show.</p>
      )}
    </section>
  );
}

function Square({ state, tryOn }: { state: TryOnState; tryOn: TryOn }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const zones = tryOn.zones!;
  const found = useMemo(() => computed(() => stateOf(state, tryOn)), [tryOn]);
  const words = useMemo(() => computed(() => patchSentence(found.value, zones, state.ground.value)), [found]);
  useEffect(
    () =>
      effect(() => {
        const context = canvas.current?.getContext("2d");
        const ground = state.ground.value;
        if (context && ground) drawPatch(context, PIXELS, zones, found.value, patchColours(found.value, zones, ground));
      }),
    [found],
  );
  return (
    <div class="tryon-square">
      <canvas ref={canvas} width={PIXELS} height={PIXELS} role="img" aria-label={words.value} />
      <div>
        <p class="tryon-patch-words">{words}</p>
        <p class="small soft">
          On the whole face the zones are smaller than a pixel, so the face shows their average. Where they lie here is
          one example of the pattern. Depth cannot be seen from above.
        </p>
      </div>
    </div>
  );
}

function stateOf(state: TryOnState, tryOn: TryOn): PatchState {
  const [band, place] = [bandOf(state), state.place.value];
  const effects = atPlace(tryOn, place, band);
  return patchState(tryOn, place, band, switched(effects, { on: state.on.value, treated: state.treated.value }));
}

function bandOf({ layout, beside }: TryOnState): Band {
  if (layout.value !== "split" || beside.value === "unchanged") return "typical";
  return beside.value;
}
