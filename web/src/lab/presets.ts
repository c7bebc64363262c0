// Pairs of treatments that show a difference.
import type { Edited } from "./edited";

export interface Preset {
  title: string;
  a: Edited;
  b: Edited;
}

export const PRESETS: readonly Preset[] = [
  {
    title: "1440 against 1550 nm, 10 mJ",
    a: { "handpiece.device": "starlux-1440", "settings.pulse_energy_mJ": 10 },
    b: { "handpiece.device": "fraxel-restore", "settings.pulse_energy_mJ": 10 },
  },
  {
    title: "Cooled against not",
    a: { "handpiece.device": "smoothbeam-1450" },
    b: { "handpiece.device": "smoothbeam-1450", "surface.cooling": "none" },
  },
  {
    title: "Non-ablative against ablative, 20 mJ",
    a: { "handpiece.device": "fraxel-restore", "settings.pulse_energy_mJ": 20 },
    b: { "handpiece.device": "fraxel-repair-co2", "settings.pulse_energy_mJ": 20 },
  },
];
