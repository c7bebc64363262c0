import type { Kind } from "../api/types";

const KINDS: Record<Kind, readonly [string, string]> = {
  model: ["Model", "computed by the model"],
  study: ["Study", "measured in published studies"],
  prior: ["Prior", "a range from what is published, made for this figure"],
  assumption: ["Assumption", "assumed, for want of a measurement"],
};

/** What kind of knowledge a figure is. */
export function KindBadge({ kind }: { kind: Kind }) {
  const [title, meaning] = KINDS[kind];
  return (
    <span class={`badge ${kind}`} title={meaning}>
      {title}
    </span>
  );
}

/** Return the name of a kind of knowledge. */
export function kindTitle(kind: Kind): string {
  return KINDS[kind][0];
}

/** Return what a kind of knowledge means, in a few words. */
export function kindMeaning(kind: Kind): string {
  return KINDS[kind][1];
}

/** A short mark of another sort: "Preview", "Grade A". */
export function Badge({ children, tone = "plain" }: { children: string; tone?: "plain" | "good" | "warn" | "bad" }) {
  return <span class={`badge tone-${tone}`}>{children}</span>;
}
