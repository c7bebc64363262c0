// The two runs of the laboratory: what was set of each, what the server said, and the live connection between.
import { batch, computed, type Signal, signal } from "@preact/signals";
import { get, sentenceOf } from "../api/client";
import { type Connection, Live } from "../api/live";
import type { Scene, Slot } from "../api/scene";
import type { DeviceCard, Refusal } from "../api/types";
import { link, replaceAddress } from "../shell/route";
import { type Edited, FIRST, fromAddress, toAddress, treatmentOf, unreadable } from "./edited";

/** One run of the laboratory. */
export interface Run {
  slot: Slot;
  edited: Signal<Edited>;
  scene: Signal<Scene | null>;
  /** Number of the newest request; a scene of a lower one is about to be replaced. */
  asked: Signal<number>;
  refusal: Signal<Refusal | null>;
  failure: Signal<string | null>;
  share: Signal<number | null>;
}

function newRun(slot: Slot): Run {
  return {
    slot,
    edited: signal<Edited>(FIRST),
    scene: signal<Scene | null>(null),
    asked: signal(0),
    refusal: signal<Refusal | null>(null),
    failure: signal<string | null>(null),
    share: signal<number | null>(null),
  };
}

export const runs: Readonly<Record<Slot, Run>> = { a: newRun("a"), b: newRun("b") };

/** Whether the second run stands beside the first. */
export const comparing = signal(false);

/** The slot whose controls are shown. */
export const editing = signal<Slot>("a");

/** The slots on the page. */
export const shownSlots = computed<readonly Slot[]>(() => (comparing.value ? ["a", "b"] : ["a"]));

/** Keys of the last address that could not be taken up. */
export const leftOut = signal<readonly string[]>([]);

export const connection = signal<Connection>("connecting");
export const cards = signal<readonly DeviceCard[]>([]);
export const cardsFault = signal<string | null>(null);

/** Return the card of the device that a run is set to, or null while the catalogue is not there. */
export function cardOf(run: Run): DeviceCard | null {
  return cards.value.find((card) => card.name === run.edited.value["handpiece.device"]) ?? null;
}

/** Return the name of a run where there are two. */
export function nameOf(run: Run): string {
  return run.slot.toUpperCase();
}

/** What the picture of a run is, compared with what was asked. */
export type Phase = "waiting" | "catching-up" | "preview" | "full" | "refused";

/** Return the phase of a run. */
export function phaseOf(run: Run): Phase {
  if (run.refusal.value) return "refused";
  const scene = run.scene.value;
  if (!scene) return "waiting";
  return scene.id < run.asked.value ? "catching-up" : scene.stage;
}

let live: Live | null = null;
const waiting = new Set<Slot>();

/** Set what a run is; it is sent at once, and no more than once in each frame of the screen: the newest. */
export function change(slot: Slot, edited: Edited): void {
  runs[slot].edited.value = edited;
  ask(slot);
}

let inFrame = false;

function ask(slot: Slot): void {
  waiting.add(slot);
  if (!inFrame) flush();
}

function flush(): void {
  inFrame = waiting.size > 0;
  if (!inFrame) return;
  for (const slot of waiting) {
    const run = runs[slot];
    run.asked.value = live?.ask(slot, treatmentOf(run.edited.value)) ?? 0;
  }
  waiting.clear();
  keepAddress();
  requestAnimationFrame(flush);
}

let addressTimer: ReturnType<typeof setTimeout> | undefined;
const ADDRESS_AFTER_MS = 250; // browsers refuse an address that changes with every frame

function keepAddress(): void {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    if (location.hash.startsWith("#/lab") || location.hash === "") replaceAddress(address());
  }, ADDRESS_AFTER_MS);
}

function address(): string {
  return link("lab", [], toAddress(runs.a.edited.value, comparing.value ? runs.b.edited.value : null));
}

/** Open the laboratory: connect, fetch the catalogue, and take up the treatment that an address carries. */
export function open(values: Readonly<Record<string, string>>): void {
  live ??= new Live({ scene: take, told: hear, connection: connected, unreadable: tellUnreadable });
  if (cards.value.length === 0) fetchCards();
  takeAddress(values);
}

/** Take up the treatments that an address carries; what it does not name stays. */
export function takeAddress(values: Readonly<Record<string, string>>): void {
  const [a, b] = [fromAddress(values, "a"), fromAddress(values, "b")];
  batch(() => {
    if (a) runs.a.edited.value = a;
    if (b) runs.b.edited.value = b;
    leftOut.value = unreadable(values);
    if (a || b) comparing.value = b !== null;
    if (!comparing.value) editing.value = "a";
  });
  for (const slot of shownSlots.value) ask(slot);
}

function fetchCards(): void {
  get<DeviceCard[]>("devices").then(
    (found) => {
      cards.value = found;
      cardsFault.value = null;
    },
    (fault: unknown) => {
      cardsFault.value = sentenceOf(fault);
    },
  );
}

function connected(state: Connection): void {
  connection.value = state;
  if (state === "open" && cardsFault.value) fetchCards();
}

/** Ask the server again after a failure. */
export function retry(): void {
  live?.retry();
  if (cardsFault.value) fetchCards();
}

function take(scene: Scene): void {
  const run = runs[scene.slot];
  batch(() => {
    run.scene.value = scene;
    run.refusal.value = null;
    run.failure.value = null;
    if (scene.stage === "full") run.share.value = null;
  });
}

function hear(message: Parameters<ConstructorParameters<typeof Live>[0]["told"]>[0]): void {
  const run = runs[message.slot];
  batch(() => {
    if (message.kind === "progress") run.share.value = message.share;
    if (message.kind === "failed") run.failure.value = message.sentence;
    if (message.kind === "refused") run.refusal.value = { sentence: message.sentence, field: message.field ?? null };
    if (message.kind !== "progress") run.share.value = null;
  });
}

const UNREADABLE = "The server answered in a form that this page does not know; load the page anew.";

function tellUnreadable(): void {
  for (const slot of shownSlots.value) runs[slot].failure.value = UNREADABLE;
}

/** Put a second run beside the first. */
export function compareWith(b: Edited, a: Edited = runs.a.edited.value): void {
  batch(() => {
    comparing.value = true;
    editing.value = "b";
    runs.a.edited.value = a;
    runs.b.edited.value = b;
  });
  ask("a");
  ask("b");
}

/** Take the second run away. */
export function stopComparing(): void {
  batch(() => {
    comparing.value = false;
    editing.value = "a";
    runs.b.scene.value = null;
  });
  live?.forget("b");
  keepAddress();
}

/** Exchange the two runs. */
export function swap(): void {
  const [a, b] = [runs.a.edited.value, runs.b.edited.value];
  compareWith(a, b);
}
