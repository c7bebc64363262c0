// Turning by mouse and touch, and pointing. One finger across turns, up or down it scrolls the page; two fingers zoom
// and shift, as the shift key does with a mouse. A press that does not move points at a place. The wheel zooms only once
// the picture has the focus.

export interface Handle {
  turn(yaw_deg: number, pitch_deg: number): void;
  zoom(factor: number): void;
  /** In CSS pixels. */
  shift(right: number, down: number): void;
  /** In CSS pixels from the left upper corner. */
  point(x: number, y: number): void;
}

interface Held {
  x: number;
  y: number;
  moved: number;
}

const DEGREES_PER_PIXEL = 0.4;
const WHEEL = 0.0015;
const STILL_PX = 5;

/** Listen on an element until the function that is returned is called. */
export function listen(element: HTMLElement, handle: Handle): () => void {
  const held = new Map<number, Held>();
  const stop = new AbortController();
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, act: (event: HTMLElementEventMap[Name]) => void) =>
    element.addEventListener(name, act, { signal: stop.signal, passive: false });
  on("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    held.set(event.pointerId, { x: event.clientX, y: event.clientY, moved: 0 });
    element.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => move(held, event, handle));
  on("pointerup", (event) => {
    const ended = held.get(event.pointerId);
    held.delete(event.pointerId);
    if (!ended || ended.moved > STILL_PX || held.size > 0) return;
    const box = element.getBoundingClientRect();
    handle.point(event.clientX - box.left, event.clientY - box.top);
  });
  on("pointercancel", (event) => held.delete(event.pointerId));
  on("lostpointercapture", (event) => held.delete(event.pointerId));
  on("wheel", (event) => {
    if (!element.contains(document.activeElement) && !event.ctrlKey) return;
    event.preventDefault();
    handle.zoom(Math.exp(-WHEEL * event.deltaY));
  });
  return () => stop.abort();
}

function move(held: Map<number, Held>, event: PointerEvent, handle: Handle): void {
  const before = held.get(event.pointerId);
  if (!before) return;
  const [across, down] = [event.clientX - before.x, event.clientY - before.y];
  const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
  const now = { x: event.clientX, y: event.clientY, moved: before.moved + Math.hypot(across, down) };
  held.set(event.pointerId, now);
  if (other) pinch(before, now, other, handle);
  else if (now.moved <= STILL_PX) return;
  else if (event.shiftKey) handle.shift(across, down);
  else handle.turn(-DEGREES_PER_PIXEL * across, event.pointerType === "touch" ? 0 : DEGREES_PER_PIXEL * down);
}

function pinch(before: Held, now: Held, other: Held, handle: Handle): void {
  const ratio = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
  if (Number.isFinite(ratio) && ratio > 0) handle.zoom(ratio);
  handle.shift(0.5 * (now.x - before.x), 0.5 * (now.y - before.y));
}
