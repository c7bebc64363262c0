// Light or dark: as the system says, unless the reader chose.
import { signal } from "@preact/signals";
import { recall, remember } from "./remembered";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** What the reader chose. */
export const theme = signal<Theme>(THEMES.find((known) => known === recall("theme")) ?? "system");

const systemIsDark = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now; canvases and charts redraw when it changes. */
export const dark = signal(isDark(theme.value));

function isDark(chosen: Theme): boolean {
  return chosen === "dark" || (chosen === "system" && systemIsDark?.matches === true);
}

/** Put the theme on the page. */
export function applyTheme(): void {
  dark.value = isDark(theme.value);
  document.documentElement.dataset.theme = dark.value ? "dark" : "light";
}

/** Choose a theme and remember it. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember("theme", chosen === "system" ? null : chosen);
  applyTheme();
}

systemIsDark?.addEventListener("change", applyTheme);
