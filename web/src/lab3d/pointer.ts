// Turning by mouse and touch. One finger across turns, one finger up or down scrolls the page, two fingers zoom and
// shift; a mouse turns and tilts, with the shift key it shifts. The wheel zooms only once the block has the focus, so
// that a page that is scrolled past does not catch on it.
import { shifted, turned, type View, zoomed } from "./view";

/** What is turned. */
export interface Handle {
  view: View;
}

const DEGREES_PER_PIXEL = 0.4;
const WHEEL = 0.0015;

interface Point {
  x: number;
  y: number;
}

/** Listen on an element until the function that is returned is called. */
export function listen(element: HTMLElement, handle: Handle): () => void {
  const held = new Map<number, Point>();
  const down = (event: PointerEvent) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    held.set(event.pointerId, pointOf(event));
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    held.set(event.pointerId, now);
    handle.view = other
      ? pinched(handle.view, before, now, other, element.clientWidth)
      : dragged(handle.view, before, now, event, element);
  };
  const up = (event: PointerEvent) => held.delete(event.pointerId);
  const wheel = (event: WheelEvent) => {
    if (!element.contains(document.activeElement) && !event.ctrlKey) return;
    event.preventDefault();
    handle.view = zoomed(handle.view, Math.exp(-WHEEL * event.deltaY));
  };
  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"] as const)
    element.addEventListener(name, up, { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  return () => stop.abort();
}

function dragged(view: View, before: Point, now: Point, event: PointerEvent, element: HTMLElement): View {
  const [across, down] = [now.x - before.x, now.y - before.y];
  if (event.shiftKey) return shifted(view, across / element.clientWidth, down / element.clientWidth);
  const tilt = event.pointerType === "mouse" || event.pointerType === "pen" ? down : 0;
  return turned(view, -DEGREES_PER_PIXEL * across, DEGREES_PER_PIXEL * tilt);
}

function pinched(view: View, before: Point, now: Point, other: Point, width: number): View {
  const ratio = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
  const nearer = Number.isFinite(ratio) && ratio > 0 ? zoomed(view, ratio) : view;
  return shifted(nearer, (0.5 * (now.x - before.x)) / width, (0.5 * (now.y - before.y)) / width);
}

function pointOf(event: PointerEvent): Point {
  return { x: event.clientX, y: event.clientY };
}
