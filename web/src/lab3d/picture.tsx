// The block itself: the canvas, the words over it, and what turns it.

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { dark } from "../shell/theme";
import { Button } from "../ui";
import { TURNING_KEYS, TURNS } from "../ui/turning";
import type { Shown, Tones } from "./content";
import { marksOf } from "./marks";
import type { Block } from "./model";
import { listen } from "./pointer";
import type { Stage, StageOptions } from "./stage";
import { type Frame, keyed, type View } from "./view";
import { drawMarks } from "./words";

export interface PictureProps {
  block: Block;
  shown: Shown;
  label: string;
  /** Called where nothing can be drawn. */
  onFailure: () => void;
}

const NARROW = 430;

/** The block in a picture that is turned by mouse, touch and keys, and by buttons below it. */
export function Picture({ block, shown, label, onFailure }: PictureProps) {
  const host = useRef<HTMLDivElement>(null);
  const stage = useStage(host, { block, shown }, onFailure);
  const press = (key: string, shift = false): boolean => {
    const next = stage.current && keyed(stage.current.view, key, shift);
    if (stage.current && next) stage.current.view = next;
    return Boolean(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (press(event.key, event.shiftKey)) event.preventDefault();
  };
  return (
    <>
      <div
        ref={host}
        class="lab3d-picture-frame"
        role="application"
        tabIndex={0}
        aria-label={`${label}: block of skin in three dimensions. ${TURNING_KEYS}`}
        onKeyDown={onKeyDown}
      >
        <canvas />
        <svg class="lab3d-words" aria-hidden="true" />
      </div>
      <div class="lab3d-turn row no-print">
        {TURNS.map(([key, sign, title]) => (
          <Button key={key} look="quiet" aria-label={title} title={title} onClick={() => press(key)}>
            {sign}
          </Button>
        ))}
        <Button look="quiet" onClick={() => press("0")}>
          Reset view
        </Button>
      </div>
    </>
  );
}

/** Return the stage in an element: fetched and made with it, kept up to date, and taken down with it. */
function useStage(host: RefObject<HTMLDivElement | null>, now: Latest["current"], onFailure: () => void) {
  const stage = useRef<Stage | null>(null);
  const latest = useRef(now);
  latest.current = now;
  useEffect(() => {
    let ended = false;
    let unlisten = () => {};
    import("./stage").then(({ Stage }) => {
      if (ended || !host.current) return;
      try {
        stage.current = start(host.current, Stage, latest);
        unlisten = listen(host.current, stage.current);
      } catch {
        onFailure();
      }
    }, onFailure);
    return () => {
      ended = true;
      unlisten();
      stage.current?.dispose();
      stage.current = null;
    };
  }, []);
  useEffect(() => stage.current?.build(now.block), [now.block]);
  useEffect(() => stage.current?.show(now.shown), [now.shown]);
  // The signal comes just before the page changes its colours.
  useEffect(() => dark.subscribe(() => queueMicrotask(() => stage.current?.repaint())), []);
  return stage;
}

type Latest = { current: { block: Block; shown: Shown } };

function start(host: HTMLElement, Made: typeof Stage, latest: Latest): Stage {
  const canvas = host.querySelector("canvas")!;
  const svg = host.querySelector<SVGSVGElement>("svg")!;
  const options: StageOptions = {
    canvas,
    tones: () => tonesOf(host),
    frame: frameOf,
    drawn: (projection, frame, view) => {
      const { block, shown } = latest.current;
      drawMarks(svg, marksOf(block, projection, frame, shown.hidden), frame.width, frame.height);
      tell(canvas, view);
    },
    keep: new URLSearchParams(location.search).has("test"),
  };
  const stage = new Made(options, latest.current.shown);
  stage.build(latest.current.block);
  return stage;
}

/** What a test reads: how the block is seen in the picture that was just made. */
function tell(canvas: HTMLCanvasElement, view: View): void {
  for (const key of ["azimuth", "elevation", "zoom"] as const) canvas.dataset[key] = view[key].toFixed(2);
}

function frameOf(width: number, height: number): Frame {
  const narrow = width < NARROW;
  return { width, height, left: 52, right: narrow ? 88 : 140, top: 14, bottom: 34 };
}

function tonesOf(host: HTMLElement): Tones {
  const style = getComputedStyle(host);
  const tone = (name: string) => style.getPropertyValue(`--${name}`).trim() || "#888888";
  return {
    necrosis: tone("necrosis"),
    collagen: tone("collagen"),
    boiled: tone("boiled"),
    vaporised: tone("vaporised"),
    edge: tone("line-strong"),
  };
}
