import type { ComponentChildren } from "preact";

export interface NoticeProps {
  kind?: "info" | "warning" | "error" | "good";
  title?: string;
  children: ComponentChildren;
}

const WORDS = { info: "Note", warning: "Warning", error: "Fault", good: "Done" };

/** A message in the page; a fault is read aloud at once. */
export function Notice({ kind = "info", title = WORDS[kind], children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
      <strong>{title}: </strong>
      {children}
    </div>
  );
}
