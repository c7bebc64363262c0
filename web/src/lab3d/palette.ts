// Colours of the block. Layers have the colours of the printed figures; passes run from dark to light, so that their
// order shows in grey as well.

const LAYERS: Record<string, string> = {
  stratum_corneum: "#c9a66b",
  epidermis: "#b9a3c9",
  papillary_dermis: "#e9a9a9",
  reticular_dermis: "#f0c4b8",
  subcutis: "#f3dd8a",
  gel: "#9fd2ea",
  numbing_cream: "#c9c9c0",
};
const OTHER_LAYER = "#d9c3b8";
const PASSES = ["#352a87", "#0f6bd0", "#06a4ca", "#4fbf7b", "#d6ba3c", "#f9e51c"].map(channels);

/** Return the colour of a layer. */
export function layerColour(name: string): string {
  return LAYERS[name] ?? OTHER_LAYER;
}

/** Return the colour of a pass, counted from 0, of so many. */
export function passColour(pass: number, passes: number): string {
  const along = passes > 1 ? (pass / (passes - 1)) * (PASSES.length - 1) : 1;
  const from = Math.min(PASSES.length - 2, Math.max(0, Math.floor(along)));
  const share = Math.min(1, Math.max(0, along - from));
  const mixed = PASSES[from]!.map((value, at) => Math.round(value + share * (PASSES[from + 1]![at]! - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
