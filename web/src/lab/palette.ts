// Colours of the cross-section on light and dark ground. Zones have the colours and line styles of the printed figure.
import type { ZoneName } from "../api/types";

export interface Palette {
  air: string;
  text: string;
  soft: string;
  axis: string;
  plate: string;
  halo: string;
  layers: Readonly<Record<string, string>>;
  zones: Readonly<Record<ZoneName, string>>;
  vessel: string;
  follicle: string;
  hair: string;
}

const LIGHT: Palette = {
  air: "#ffffff",
  text: "#1d1c1a",
  soft: "#57544e",
  axis: "#6b6760",
  plate: "rgb(255 255 255 / 72%)",
  halo: "rgb(255 255 255 / 85%)",
  layers: {
    stratum_corneum: "#d6bd90",
    epidermis: "#c9b6d4",
    papillary_dermis: "#f1d0cf",
    reticular_dermis: "#f6dfda",
    subcutis: "#faf1cc",
    gel: "#d6ebf4",
    numbing_cream: "#efefea",
  },
  zones: { necrosis: "#0072b2", collagen: "#d55e00", boiled: "#000000", vaporised: "#009e73" },
  vessel: "#b5626a",
  follicle: "#c79f93",
  hair: "#6d5444",
};

const DARK: Palette = {
  air: "#121315",
  text: "#f0efec",
  soft: "#b4b2ac",
  axis: "#9a9892",
  plate: "rgb(18 19 21 / 66%)",
  halo: "rgb(10 10 12 / 80%)",
  layers: {
    stratum_corneum: "#6b5a3c",
    epidermis: "#55465f",
    papillary_dermis: "#5d4041",
    reticular_dermis: "#513c3a",
    subcutis: "#565032",
    gel: "#2f4752",
    numbing_cream: "#4a4a46",
  },
  zones: { necrosis: "#4fb0e8", collagen: "#ff8f45", boiled: "#ffffff", vaporised: "#2fd0a2" },
  vessel: "#b5626a",
  follicle: "#7d5b52",
  hair: "#c9ab92",
};

/** Dashes of each zone's line, in units of its width. */
export const DASHES: Readonly<Record<ZoneName, readonly number[]>> = {
  necrosis: [],
  collagen: [4, 2],
  boiled: [1, 1.6],
  vaporised: [5, 2, 1, 2],
};

/** Dashes of the line at which light breaks down, in units of its width. */
export const THRESHOLD_DASHES: readonly number[] = [3, 1.5];

/** Return the colours for light or dark ground. */
export function paletteOf(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}
