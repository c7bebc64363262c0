// Lines of zones, as in the printed figures: a colour and a dash each, in the page's tokens.
import type { ZoneName } from "../api/types";

export interface ZoneLine {
  name: ZoneName;
  title: string;
  colour: string;
  dash: string;
}

export const ZONE_LINES: readonly ZoneLine[] = [
  { name: "necrosis", title: "cells necrotic", colour: "var(--necrosis)", dash: "" },
  { name: "collagen", title: "collagen coagulated", colour: "var(--collagen)", dash: "7 4" },
  { name: "boiled", title: "water boiled in place", colour: "var(--boiled)", dash: "2 3" },
];
