// Lengths and strengths of what is drawn; a test holds them to the catalogue.

/** photomend/data/appearance.toml, [render]. */
export const RENDER = {
  fine_width_mm: 0.5,
  line_width_mm: 2,
  scar_width_mm: 6,
  spot_surround_mm: 8,
  spot_threshold_share: 0.15,
  shedding_contrast_share: 0.1,
  shedding_cell_mm: 0.5,
} as const;

/** photomend/data/faces.toml, [skin]: how a photo is read before its colours are compared with the face's own. */
export const READ = {
  slight_blur_mm: 0.25,
  least_blur_px: 0.7,
  darkest_share: 0.002,
} as const;

/** Standard deviation of a bell that leaves half the contrast of a feature of width 1, half a period of a wave. */
export const HALF_CONTRAST = 1 / 2.67;
/** Bells narrower than this blur nothing, pixels. */
export const SHARP_PX = 0.5;
/** Flakes are at least this wide, pixels. */
export const FLAKE_PX = 2;
