import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

export interface Tab {
  key: string;
  title: string;
  content: () => ComponentChildren;
}

export interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  /** Which tab is shown, where the caller decides; else the first, and the tabs remember. */
  chosen?: string;
  onChoose?: (key: string) => void;
}

/** Tabs: arrows, Home and End move between them; only the chosen one's content is drawn. */
export function Tabs({ label, tabs, chosen, onChoose }: TabsProps) {
  const id = useId();
  const [own, setOwn] = useState(tabs[0]?.key ?? "");
  const list = useRef<HTMLDivElement>(null);
  const current = tabs.find((tab) => tab.key === (chosen ?? own)) ?? tabs[0];
  const choose = (key: string) => {
    setOwn(key);
    onChoose?.(key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.key === current?.key);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const place = (next + tabs.length) % tabs.length;
    choose(tabs[place]!.key);
    list.current?.querySelectorAll<HTMLButtonElement>("[role=tab]")[place]?.focus();
  };
  return (
    <div class="tabs">
      <div ref={list} role="tablist" aria-label={label} class="tab-list" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === current?.key}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === current?.key ? 0 : -1}
            onClick={() => choose(tab.key)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${current?.key ?? ""}`}
        tabIndex={0}
        class="tab-panel"
      >
        {current?.content()}
      </div>
    </div>
  );
}
