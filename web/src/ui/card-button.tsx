// A word or a figure that opens a card on hover, focus or a touch. The card lies above everything, so that no frame
// that scrolls cuts it off; it follows its button when the page scrolls.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import "./card.css";

export interface CardButtonProps {
  /** Class of the button: how it looks in the text. */
  look: string;
  children: ComponentChildren;
  card: ComponentChildren;
}

/** The button with its card; Escape closes it. */
export function CardButton({ look, children, card }: CardButtonProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const shown = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open || !button.current || !shown.current) return;
    return keepBeside(button.current, shown.current);
  }, [open]);
  return (
    <span
      class="quantity"
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
    >
      <button
        ref={button}
        type="button"
        class={look}
        aria-expanded={open}
        aria-describedby={open ? id : undefined}
        onClick={() => setOpen(true)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      >
        {children}
      </button>
      {open && (
        <span ref={shown} class="quantity-card" role="tooltip" id={id} popover="manual">
          {card}
        </span>
      )}
    </span>
  );
}

function keepBeside(button: HTMLElement, card: HTMLElement): () => void {
  card.showPopover?.();
  const follow = () => place(button, card);
  follow();
  addEventListener("scroll", follow, true);
  addEventListener("resize", follow);
  return () => {
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
  };
}

const MARGIN_PX = 8;

// Below the button, or above it where there is more room; moved left where it would leave the window.
function place(button: HTMLElement, card: HTMLElement): void {
  const [at, size] = [button.getBoundingClientRect(), card.getBoundingClientRect()];
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const left = Math.max(MARGIN_PX, Math.min(at.left, width - size.width - MARGIN_PX));
  const below = at.bottom + size.height <= height || at.top < height - at.bottom;
  card.style.setProperty("--card-left", `${left}px`);
  card.style.setProperty("--card-top", `${below ? at.bottom : Math.max(0, at.top - size.height)}px`);
}
