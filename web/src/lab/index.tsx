// The laboratory: settings at the left, the wound in the middle, its numbers at the right, and what to take away below.
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { GONE } from "../api/client";
import type { Scene } from "../api/scene";
import { route } from "../shell/route";
import { Button, Choice, Notice, useSettled } from "../ui";
import { CompareBar, SlotChoice } from "./compare-bar";
import { Controls } from "./controls";
import { CrossSection, SectionTwin } from "./cross-section";
import type { Cover } from "./draw-section";
import { jointRange } from "./heat-map";
import { Legend } from "./legend";
import { More } from "./more";
import { Numbers, PhaseLine } from "./numbers";
import { hasMap, sectionWords } from "./section-words";
import {
  cardsFault,
  connection,
  editing,
  leftOut,
  nameOf,
  open,
  phaseOf,
  type Run,
  retry,
  runs,
  shownSlots,
} from "./slots";
import { TimeControls } from "./time-controls";
import { extentOf, jointExtent } from "./window";
import "./lab.css";

const cover = signal<Cover>("half");

export default function Lab() {
  const { values } = route.value;
  useEffect(() => open(values), [values]);
  const shown = shownSlots.value.map((slot) => runs[slot]);
  return (
    <div class="lab">
      <div class="lab-head">
        <h1>Laboratory</h1>
        <CompareBar />
      </div>
      <Connection />
      {leftOut.value.length > 0 && (
        <Notice kind="warning">
          The link also names {leftOut.value.join(", ")}, which the laboratory cannot take from a link; it is left out.
        </Notice>
      )}
      <Announcer run={runs[editing.value]} />
      <div class={`lab-grid${shown.length > 1 ? " two" : ""}`}>
        <section class="lab-panel lab-settings" aria-label="Settings">
          <SlotChoice />
          <Controls key={editing.value} run={runs[editing.value]} />
        </section>
        <section class="lab-panel lab-middle" aria-label="Picture">
          <Pictures shown={shown} />
        </section>
        <div class="lab-panel lab-result">
          <Numbers runs={shown} />
        </div>
        <More runs={shown} />
      </div>
    </div>
  );
}

const SPOKEN_AFTER_MS = 700;

// Says once a result has come to rest what it is; while a dial turns nothing is said.
function Announcer({ run }: { run: Run }) {
  const scene = run.scene.value;
  const words = phaseOf(run) === "full" && scene ? `Full result. ${sectionWords(scene)}` : "";
  const spoken = useSettled(words, SPOKEN_AFTER_MS);
  return (
    <p class="only-read" role="status">
      {spoken}
    </p>
  );
}

function Connection() {
  if (connection.value === "open" && !cardsFault.value) return null;
  if (connection.value === "gone" || cardsFault.value)
    return (
      <Notice kind="error">
        {GONE} It is asked again by itself.{" "}
        <Button look="quiet" onClick={retry}>
          Ask now
        </Button>
      </Notice>
    );
  return <p class="loading">Connecting…</p>;
}

function scenesOf(shown: readonly Run[]): { run: Run; scene: Scene }[] {
  return shown.flatMap((run) => (run.scene.value ? [{ run, scene: run.scene.value }] : []));
}

function Pictures({ shown }: { shown: readonly Run[] }) {
  const found = scenesOf(shown);
  const scenes = found.map(({ scene }) => scene);
  const extent = useMemo(() => jointExtent(scenes.map(extentOf)), scenes);
  const range = useMemo(() => jointRange(scenes), scenes);
  if (found.length === 0) return <p class="loading">The first picture is being computed…</p>;
  return (
    <>
      <div class={`lab-pictures${found.length > 1 ? " two" : ""}`}>
        {found.map(({ run, scene }) => (
          <div key={run.slot}>
            {found.length > 1 && (
              <h2 class="lab-run-name">
                {nameOf(run)}: {scene.scene.device_title}
              </h2>
            )}
            <PhaseLine run={run} />
            <CrossSection scene={scene} label={nameOf(run)} extent={extent} range={range} cover={cover.value} />
          </div>
        ))}
      </div>
      <TimeControls scenes={scenes} />
      {scenes.some((scene) => hasMap(scene) && !scene.scene.depth_only) && <CoverChoice />}
      <Legend scenes={scenes} />
      <div class={`lab-pictures${found.length > 1 ? " two" : ""}`}>
        {found.map(({ run, scene }) => (
          <SectionTwin key={run.slot} scene={scene} named={found.length > 1} />
        ))}
      </div>
    </>
  );
}

function CoverChoice() {
  return (
    <Choice
      label="Colours of heat on"
      value={cover.value}
      options={[
        ["half", "One half"],
        ["whole", "Both halves"],
        ["none", "None"],
      ]}
      onChange={(chosen) => (cover.value = chosen)}
    />
  );
}
