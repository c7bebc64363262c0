// A deleted case stays at hand for a while; the time stands still while the button is looked at.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui";
import { bringBack, deleted } from "./state";

const KEPT_MS = 20_000;

/** The way back from the last deletion. */
export function Undo() {
  const found = deleted.value;
  const [held, setHeld] = useState(false);
  const button = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (found) button.current?.querySelector("button")?.focus();
  }, [found]);
  useEffect(() => {
    if (!found || held) return;
    const timer = setTimeout(() => (deleted.value = null), KEPT_MS);
    return () => clearTimeout(timer);
  }, [found, held]);
  if (!found) return null;
  return (
    <div
      ref={button}
      class="cases-undo notice"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <span>Deleted “{found.name}”.</span>
      <Button onClick={() => void bringBack().then(toHeading)}>Bring it back</Button>
    </div>
  );
}

// The button goes away with the notice; the focus stays near.
function toHeading(): void {
  document.getElementById("cases-saved")?.focus();
}
