// What lines and colours of the cross-section mean.
import type { Scene } from "../api/scene";
import { dark } from "../shell/theme";
import { quantityText } from "../ui/format";
import { TYPICAL } from "./draw-skin";
import { DASHES, paletteOf, THRESHOLD_DASHES } from "./palette";
import { passedFrom } from "./threshold";
import { ZONE_WORDS } from "./words";

const LINE = 2;

/** The legend of the scenes on the page. */
export function Legend({ scenes }: { scenes: readonly Scene[] }) {
  const zones = new Set(scenes.flatMap((scene) => scene.scene.zones.map((zone) => zone.name)));
  const vacuole = scenes.some((scene) => (scene.summary.breakdown?.vacuole_diameter?.value ?? 0) > 0);
  const profile = scenes.some((scene) => scene.scene.depth_only);
  const threshold = scenes.map(({ scene }) => scene.melanin_threshold).find((found) => found !== null);
  const passed = scenes.some((scene) => passedFrom(scene) !== null);
  const palette = paletteOf(dark.value);
  return (
    <ul class="lab-legend">
      {[...zones].map((name) => (
        <li key={name}>
          <Swatch colour={palette.zones[name]} dashes={DASHES[name]} />
          {ZONE_WORDS[name]}
        </li>
      ))}
      {threshold && (
        <li>
          <Swatch colour={palette.text} dashes={THRESHOLD_DASHES} />
          <span>
            threshold of breakdown: melanin absorbs {quantityText(threshold)}
            {!passed && ", not reached"}
          </span>
        </li>
      )}
      {vacuole && (
        <li>
          <Swatch colour={palette.zones.vaporised} dashes={[]} />
          vacuole, its size known to a factor of two
        </li>
      )}
      {profile && (
        <li>
          <Swatch colour={palette.soft} dashes={[2.5, 2]} />
          highest temperature
        </li>
      )}
      {scenes.some((scene) => !scene.scene.depth_only) && (
        <li>
          <Swatch colour={palette.vessel} dashes={[]} />
          vessels, and the follicle of a fine hair {TYPICAL.follicle_width} µm wide: typical, for size; not computed
        </li>
      )}
    </ul>
  );
}

function Swatch({ colour, dashes }: { colour: string; dashes: readonly number[] }) {
  return (
    <svg width="28" height="10" aria-hidden="true">
      <line
        x1="1"
        x2="27"
        y1="5"
        y2="5"
        stroke={colour}
        stroke-width={LINE + 0.5}
        stroke-dasharray={dashes.map((one) => LINE * one).join(" ")}
      />
    </svg>
  );
}
