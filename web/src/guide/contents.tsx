// The table of contents beside a part of the guide; above it, folded, where the page is narrow.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { route } from "../shell/route";

export interface Entry {
  /** Where it leads, made by `link`. */
  address: string;
  title: ComponentChildren;
  key: string;
}

/** The entries, once as a column and once folded; the style sheet shows one of them. */
export function Contents({ entries, current }: { entries: readonly Entry[]; current: string }) {
  const list = (
    <ul>
      {entries.map(({ address, title, key }) => (
        <li key={key}>
          <a href={address} aria-current={key === current ? "true" : undefined}>
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
  return (
    <nav class="guide-contents no-print" aria-label="On this page">
      <div class="guide-contents-wide">{list}</div>
      <details class="guide-contents-narrow">
        <summary>On this page</summary>
        {list}
      </details>
    </nav>
  );
}

/** Bring the element with an id into sight and give it the focus, whenever the address names it. */
export function useArrival(id: string | null, ready: boolean): void {
  const here = route.value;
  useEffect(() => {
    const target = ready && id ? document.getElementById(id) : null;
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
  }, [here, ready]);
}
