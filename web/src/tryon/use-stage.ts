// The stage of a picture: fetched and made when the picture is first there, kept up to date, turned, and taken down.
import { effect, type ReadonlySignal, untracked } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CloserView } from "./first-look";
import { FIRST_ORBIT } from "./orbit";
import { listen } from "./pointer";
import type { Orbit, Stage } from "./stage-types";
import { keepShowing, type PicturePhase } from "./staged";
import type { TryOnState } from "./state";
import { REGIONS } from "./types";

type Host = RefObject<HTMLDivElement | null>;

const STEP_DEG = 8;
const STEP_SHIFT = 0.08;
const STEP_ZOOM = 1.2;

/** Return the orbit after a key, or null where the key means nothing here. */
export function keyed(orbit: Orbit, key: string, shift: boolean, first = FIRST_ORBIT): Orbit | null {
  const { yaw_deg, pitch_deg, zoom, right, down } = orbit;
  const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (arrow && shift) return { ...orbit, right: right + STEP_SHIFT * arrow[0]!, down: down - STEP_SHIFT * arrow[1]! };
  if (arrow) return { ...orbit, yaw_deg: yaw_deg + STEP_DEG * arrow[0]!, pitch_deg: pitch_deg + STEP_DEG * arrow[1]! };
  if (key === "+" || key === "=") return { ...orbit, zoom: zoom * STEP_ZOOM };
  if (key === "-") return { ...orbit, zoom: zoom / STEP_ZOOM };
  return key === "0" ? first : null;
}

/** What a picture can be asked. */
export interface Staged {
  /** Take a key; returns whether it meant something. */
  press(key: string, shift?: boolean): boolean;
  /** Show a part of the face from nearer. */
  closer(view: CloserView): void;
  /** Return the picture as it is seen, with a word across it; null where there is none. */
  picture(watermark: string): Promise<Blob | null>;
}

/** Return the stage in an element, which shows what the state says; `tell` hears how far it is. */
export function useStage(host: Host, state: TryOnState, tell: (phase: PicturePhase) => void): Staged {
  const stage = useRef<Stage | null>(null);
  const orbit = useRef(state.first.peek().orbit);
  const turn = (to: Orbit) => {
    const near = nearness(state);
    const became = stage.current?.orbit(to.yaw_deg, to.pitch_deg, near * to.zoom, to.right, to.down);
    if (became) orbit.current = { ...became, zoom: became.zoom / near };
  };
  useEffect(() => {
    let ended = false;
    const ends: (() => void)[] = [];
    start(host, state).then(
      (made) => {
        if (ended || !made) return made?.dispose();
        stage.current = made;
        ends.push(keepShowing(made, state, tell));
        ends.push(effect(() => void (nearness(state) && untracked(() => turn(orbit.current)))));
        ends.push(effectOn(state.first, ({ orbit }) => turn(orbit)));
      },
      () => !ended && tell(hasWebgl() ? "failed" : "flat"),
    );
    ends.push(listenOn(host.current!, stage, state, orbit, turn));
    return () => {
      ended = true;
      for (const end of ends) end();
      stage.current?.dispose();
      stage.current = null;
    };
  }, []);
  return {
    press: (key, shift = false) => {
      const next = keyed(orbit.current, key, shift, state.first.peek().orbit);
      if (next) turn(next);
      return next !== null;
    },
    closer: (view) => {
      turn({ ...FIRST_ORBIT, yaw_deg: state.held.photo.peek() ? 0 : view.yaw_deg, zoom: view.zoom });
      const spot = stage.current?.place(view.u, view.v);
      if (!spot || !host.current) return;
      const { clientWidth, clientHeight } = host.current;
      const width = clientWidth / columnsOf(state);
      turn({ ...orbit.current, right: 0.5 - spot.x / width, down: (0.5 * clientHeight - spot.y) / width });
    },
    picture: async (watermark) => (await stage.current?.picture(watermark)) ?? null,
  };
}

const NEARER = 1.5;

// In narrow columns a head is seen nearer, so that its face fills them and its collar does not.
function nearness({ look, held }: TryOnState): number {
  return look.value.sides.length > 1 && !held.photo.value ? NEARER : 1;
}

/** Return how many columns the canvas has; a split is one picture. */
function columnsOf({ look }: Pick<TryOnState, "look">): number {
  return look.peek().layout === "row" ? look.peek().sides.length : 1;
}

function effectOn<Value>(signal: ReadonlySignal<Value>, act: (value: Value) => void): () => void {
  return effect(() => {
    const value = signal.value;
    untracked(() => act(value));
  });
}

async function start(host: Host, state: TryOnState): Promise<Stage | null> {
  const { createStage } = await import("./stage");
  const canvas = host.current?.querySelector("canvas");
  if (!canvas) return null;
  const made = await createStage(canvas, state.source.file);
  // For tests in a browser: what was drawn, and in which colours.
  if (new URLSearchParams(location.search).has("test")) Object.assign(canvas, { stage: made });
  return made;
}

function hasWebgl(): boolean {
  return typeof WebGL2RenderingContext !== "undefined" && !!document.createElement("canvas").getContext("webgl2");
}

function listenOn(
  element: HTMLElement,
  stage: { current: Stage | null },
  state: TryOnState,
  orbit: { current: Orbit },
  turn: (to: Orbit) => void,
): () => void {
  return listen(element, {
    turn: (yaw, pitch) => {
      const { yaw_deg, pitch_deg } = orbit.current;
      turn({ ...orbit.current, yaw_deg: yaw_deg + yaw, pitch_deg: pitch_deg + pitch });
    },
    zoom: (factor) => turn({ ...orbit.current, zoom: orbit.current.zoom * factor }),
    shift: (right, down) => {
      const width = element.clientWidth / columnsOf(state);
      const { current: now } = orbit;
      turn({ ...now, right: now.right + right / width, down: now.down + down / width });
    },
    point: (x, y) => {
      const region = stage.current?.region_at(x, y);
      if (!region || !state.asking.tryOn.peek()) return;
      state.paint.value = true; // what was pointed at is seen at once
      toggleRegion(state, REGIONS.indexOf(region));
    },
  });
}

/** Treat a region, or leave it out. */
export function toggleRegion({ treated }: Pick<TryOnState, "treated">, region: number): void {
  treated.value = treated.value.map((on, at) => (at === region ? !on : on));
}
