import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface DisclosureProps {
  title: ComponentChildren;
  open?: boolean;
  children?: ComponentChildren;
  /** Content that is made only while it is unfolded: for what is long, or changes often. */
  content?: () => ComponentChildren;
}

/** A part of the page that is folded until asked for. */
export function Disclosure({ title, open = false, children, content }: DisclosureProps) {
  const [unfolded, setUnfolded] = useState(open);
  return (
    <details class="disclosure" open={open} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
      <summary>{title}</summary>
      <div class="disclosure-body">
        {children}
        {unfolded && content?.()}
      </div>
    </details>
  );
}
