// What a chart is: words, lines and a table; drawn to a width when it is shown.
import type { Kind } from "../api/types";

export interface LegendEntry {
  label: string;
  colour: string;
  dash?: string;
  width?: number;
  /** The line carries small rings. */
  rings?: boolean;
  /** An area instead of a line. */
  area?: boolean;
}

export interface ChartTable {
  caption: string;
  columns: readonly string[];
  /** The first cell of a row names it. */
  rows: readonly (readonly string[])[];
}

/** Draws to a size in pixels. */
export type Draw = (width: number, height: number) => SVGElement;

export interface Panel {
  /** Names one of several panels; left out where there is one. */
  title?: string;
  description: string;
  draw: Draw;
}

export interface Chart {
  key: string;
  title: string;
  /** What there is to see, in a sentence or two. */
  sentence: string;
  kind: Kind;
  panels: readonly Panel[];
  /** Height of a panel, pixels. */
  height: number;
  legend: readonly LegendEntry[];
  tables: readonly ChartTable[];
  notes?: readonly string[];
}

/** Lines of the first and of the second run: heavy and plain, thin and with rings. */
export const SLOTS = [
  { width: 2.4, dash: "", rings: false },
  { width: 1.4, dash: "6 3", rings: true },
] as const;

/** Return the entries that tell two runs apart; none for one run. */
export function slotLegend(labels: readonly string[], by: "rings" | "dash"): LegendEntry[] {
  if (labels.length < 2) return [];
  return labels.map((label, slot) => {
    const { width, dash, rings } = SLOTS[slot]!;
    return { label, colour: "currentColor", width, ...(by === "dash" ? { dash } : { rings }) };
  });
}

/** Return a name with that of its run where there are several: "A: redness". */
export function named(labels: readonly string[], slot: number, words: string): string {
  return labels.length > 1 ? `${labels[slot] ?? ""}: ${words}` : words;
}

/** Return words with a capital at the beginning. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
