// The words of the try-on: regions, channels, bands, pictures.
import type { Band, Channel, Region } from "./types";

export const REGION_WORDS: Readonly<Record<Region, string>> = {
  forehead: "forehead",
  crows_feet: "crow’s feet",
  lower_lid: "lower lids",
  cheek: "cheeks",
  upper_lip: "upper lip",
  nose: "nose",
  chin: "chin",
};

/** How a channel is told: its name in a table, and the unit in which its change is given. */
export interface ChannelWords {
  title: string;
  unit: "a*" | "L*" | "mm" | "%";
  /** What a change above 0 and below 0 is, after the figure. */
  more: string;
  less: string;
}

export const CHANNEL_WORDS: Readonly<Record<Channel, ChannelWords>> = {
  redness: { title: "redness", unit: "a*", more: "redder", less: "paler" },
  bronzing: { title: "bronzing", unit: "L*", more: "lighter", less: "darker" },
  swelling: { title: "swelling", unit: "mm", more: "outwards", less: "inwards" },
  shedding: { title: "flaking", unit: "%", more: "of its most", less: "of its most" },
  lines: { title: "fine lines", unit: "%", more: "shallower", less: "deeper" },
  scars: { title: "scars", unit: "%", more: "shallower", less: "deeper" },
  spots: { title: "brown spots", unit: "%", more: "fainter", less: "darker" },
  darkening: { title: "darkening, if it happens", unit: "L*", more: "lighter", less: "darker" },
};

export const BAND_WORDS: Readonly<Record<Band, string>> = {
  low: "Low",
  typical: "Typical",
  high: "High",
};

/** What low, typical and high mean, said beside the pictures. */
export const BANDS_MEAN =
  "Of ten people, one shows less than “low”, five less than “typical” and nine less than “high”. For redness and " +
  "swelling, too, “high” means more of it. “No visible change” heals like “typical”, but no lasting change is left. " +
  "No lasting change is shown beyond the mean of the best published course, so “high” can look like “typical”.";

export const NO_CHANGE = "No visible change";

export const NOT_ADVICE = "Simulation, not a promise; not medical advice.";

export const WATERMARK = "simulation";

export const TOO_YOUNG =
  "This is for adults. Skin under 18 is still changing, and it is fine as it is; nothing is simulated for it. If " +
  "something on your skin bothers you, a parent, your family doctor or a dermatologist is the right one to talk to.";

export const ADULT_YEARS = 18;
