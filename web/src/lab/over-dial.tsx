// The wound over the dial, simulated beforehand for devices as they come; told where a run differs in anything else.
import { lazyPart } from "../shell/lazy";
import { Disclosure } from "../ui";
import { unitText } from "../ui/format";
import { type AtlasPlace, atlasPlace, differing } from "./atlas-place";
import { shownOf } from "./control-field";
import { keyOf } from "./keys";
import { cardOf, nameOf, type Run } from "./slots";
import { DIALS } from "./words";

const FromAtlas = lazyPart(async () => ({ default: (await import("../charts/from-atlas")).FromAtlas }));

/** The chart of the runs over their dial, asked once it is unfolded; nothing for light that breaks down at melanin. */
export function OverDial({ runs }: { runs: readonly Run[] }) {
  if (runs.some((run) => !cardOf(run)?.dial || run.scene.value?.scene.mechanism === "breakdown")) return null;
  return <Disclosure open title="Over the dial: how deep and how wide" content={() => <Chart runs={runs} />} />;
}

function Chart({ runs }: { runs: readonly Run[] }) {
  const places = runs.map(placeOf);
  const dials = new Set(places.map(({ dial }) => dial));
  const [dial = ""] = dials;
  if (dials.size > 1) return <p class="small">The two devices have different dials, so they share no chart.</p>;
  const others = runs.flatMap((run) => differing(run.edited.value, cardOf(run)!).map(wordsOf));
  if (others.length > 0) {
    const words = [...new Set(others)].join(", ");
    return (
      <p class="small">This is computed beforehand for devices with their defaults. Set otherwise here: {words}.</p>
    );
  }
  const devices = places.map((place, at) => ({ ...place, label: nameOf(runs[at]!), now: nowOf(runs[at]!, dial) }));
  return (
    <FromAtlas
      devices={devices}
      dial={(DIALS[dial] ?? dial).toLowerCase()}
      unit={unitText(keyOf(dialKey(dial))?.unit ?? "")}
    />
  );
}

function placeOf(run: Run): AtlasPlace {
  const text = (name: string) => String(shownOf(run, name).value ?? "");
  return atlasPlace(cardOf(run)!, text("skin.site"), text("skin.phototype"));
}

function dialKey(dial: string): string {
  return `settings.${dial}`;
}

function nowOf(run: Run, dial: string): number | null {
  const { value } = shownOf(run, dialKey(dial));
  return typeof value === "number" ? value : null;
}

function wordsOf(name: string): string {
  return keyOf(name)?.describe || name.split(".").at(-1)!.replaceAll("_", " ");
}
