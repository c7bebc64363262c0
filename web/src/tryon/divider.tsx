// The line between before and after, on the picture itself: it is dragged by its knob. Keys have the slider below it.
import type { TryOnState } from "./state";

/** The line with its knob. */
export function Divider({ split }: Pick<TryOnState, "split">) {
  const move = (event: PointerEvent) => {
    const line = event.currentTarget as HTMLElement;
    event.stopPropagation(); // else the head would turn as well
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = line.parentElement!.getBoundingClientRect();
    split.value = Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  return (
    <span
      class="tryon-divider"
      aria-hidden="true"
      style={{ left: `${100 * split.value}%` }}
      onPointerDown={(event) => {
        event.stopPropagation();
        if (event.pointerType !== "mouse" || event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={(event) => event.stopPropagation()}
    >
      <span class="tryon-knob">‹ ›</span>
    </span>
  );
}
