// All that the try-on shows, and what the stage is told of it. Nothing here asks a server while a slider moves.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { TreatmentFile } from "../api/types";
import { Asking, answers } from "./asking";
import type { Ground, Moment } from "./captions";
import { type ColourTable, fitTone } from "./colour-table";
import { type FirstLook, FROM_FRONT, firstLook } from "./first-look";
import { atPlace, NOTHING, type Switches, switched, unchanged } from "./frames";
import { HeldPhoto } from "./held-photo";
import { shortMoment } from "./moments";
import type { Source } from "./source";
import type { Look, Skin } from "./stage-types";
import { type HeadChoice, headSkin, toneOf, UNSET } from "./tones";
import { BANDS, type Band, CHANNELS, type Channel, REGIONS, type Tone, type TryOn } from "./types";
import { BAND_WORDS, NO_CHANGE } from "./words";

/** One of the pictures: what low, typical or high shows, or nobody's visible change. */
export type Shown = Band | "unchanged";

/** Which pictures stand beside each other: all, the two ends of the range (larger), or one beside before. */
export type Layout = "row" | "ends" | "split";
const SIDES: Readonly<Record<"row" | "ends", readonly Shown[]>> = {
  row: [...BANDS, "unchanged"],
  ends: ["low", "high"],
};

/** Return the pictures of a layout, from left to right; of a split, the one right of the slider. */
export function shownIn({ layout, beside }: Pick<TryOnState, "layout" | "beside">): readonly Shown[] {
  return layout.value === "split" ? [beside.value] : SIDES[layout.value];
}

export interface TryOnState {
  source: Source;
  asking: Asking;
  held: HeldPhoto;
  head: Signal<HeadChoice>;
  table: Signal<ColourTable | null>;
  /** Where the time line stands, counted in frames. */
  place: Signal<number>;
  playing: Signal<boolean>;
  layout: Signal<Layout>;
  /** The picture right of the slider. */
  beside: Signal<Shown>;
  split: Signal<number>;
  on: Signal<ReadonlySet<Channel>>;
  treated: Signal<readonly boolean[]>;
  paint: Signal<boolean>;
  /** The tone that differences are told on; null until the colours are there. */
  ground: ReadonlySignal<Ground | null>;
  skin: ReadonlySignal<Skin | null>;
  /** How the subject is first seen; a photo from where it was taken. */
  first: ReadonlySignal<FirstLook>;
  look: ReadonlySignal<Look>;
}

/** Return what a picture is called. */
export function shownTitle(shown: Shown): string {
  return shown === "unchanged" ? NO_CHANGE : BAND_WORDS[shown];
}

const SEED = 9; // of the default head's pores and spots: the same head each time
const FIRST_BLOOD = 0.01; // the head before a try-on says what its own skin holds

/** Return the state of a try-on that asks a source. */
export function createState(source: Source, laboratory?: () => TreatmentFile): TryOnState {
  const ask = new Asking(source, laboratory);
  const held = new HeldPhoto(source);
  const set = {
    head: signal<HeadChoice>(UNSET),
    table: signal<ColourTable | null>(null),
    place: signal(0),
    playing: signal(false),
    layout: signal<Layout>(isNarrow() ? "ends" : "row"),
    beside: signal<Shown>("typical"),
    split: signal(0.5),
    on: signal<ReadonlySet<Channel>>(new Set(CHANNELS.filter((channel) => channel !== "darkening"))),
    treated: signal<readonly boolean[]>(REGIONS.map(() => true)),
    paint: signal(false),
  };
  const skin = computed(() => skinOf(set.table.value, set.head.value, ask.tryOn.value));
  const fitted = computed(() => {
    const [table, photo] = [set.table.value, held.photo.value];
    return table && photo ? fitTone(table, photo.face.skin.linear_srgb) : null;
  });
  const ground = computed(() =>
    groundOf(set.table.value, held.photo.value ? fitted.value : (skin.value?.tone ?? null)),
  );
  const switches = computed(() => ({ on: visible(set.on.value, held), treated: set.treated.value }));
  const first = computed(() => (held.photo.value ? FROM_FRONT : firstLook(answers.value.concern)));
  const look = computed(() => ({ ...lookOf(ask.tryOn.value, switches.value, set), ...lightOf(first.value) }));
  return { source, asking: ask, held, ...set, skin, ground, first, look };
}

// On a phone four pictures are too small to see much in; the two ends of the range come first there.
function isNarrow(): boolean {
  return typeof matchMedia !== "undefined" && matchMedia("(max-width: 34rem)").matches;
}

function skinOf(table: ColourTable | null, head: HeadChoice, tryOn: TryOn | null): Skin | null {
  if (!table) return null;
  const { age, phototype, concern } = answers.value;
  const { tone, ...rest } = headSkin(head, age, phototype, concern);
  const blood = tryOn?.base.blood_fraction ?? FIRST_BLOOD;
  return { ...rest, tone: toneOf(table, tone.ita_deg, blood), seed: SEED };
}

function groundOf(table: ColourTable | null, tone: Tone | null): Ground | null {
  return table && tone ? { table, tone } : null;
}

/** Return the channels that are switched on and that a photo, if there is one, is fine enough to show. */
export function visible(on: ReadonlySet<Channel>, held: Pick<HeldPhoto, "photo">): ReadonlySet<Channel> {
  const resolves = held.photo.value?.face.resolves;
  if (!resolves) return on;
  return new Set([...on].filter((channel) => !(channel in resolves) || resolves[channel as keyof typeof resolves]));
}

/** Return the effects of one of the pictures at a place of the time line, before anything is switched off. */
export function effectsOf(tryOn: TryOn, place: number, shown: Shown): Float32Array {
  return shown === "unchanged" ? unchanged(atPlace(tryOn, place, "typical")) : atPlace(tryOn, place, shown);
}

/** Return what low, typical and high show at a place, as captions tell it. */
export function momentOf(tryOn: TryOn, place: number, switches: Switches): Moment {
  const of = (band: Band) => switched(atPlace(tryOn, place, band), switches);
  return { low: of("low"), typical: of("typical"), high: of("high") };
}

function lightOf({ light }: FirstLook): Pick<Look, "light"> {
  return light ? { light } : {};
}

type LookSignals = Pick<TryOnState, "place" | "layout" | "beside" | "split" | "paint">;

function lookOf(tryOn: TryOn | null, switches: Switches, set: LookSignals): Look {
  const before = { effects: NOTHING, label: "Before" };
  const common = { before, split: set.split.value, paint: set.paint.value, treated: switches.treated };
  if (!tryOn) return { ...common, layout: "single", sides: [before] };
  const place = set.place.value;
  const when = shortMoment(tryOn.frames, place);
  const side = (shown: Shown) => ({
    effects: switched(effectsOf(tryOn, place, shown), switches),
    label: `${shownTitle(shown)}, ${when.toLowerCase()}`,
  });
  return { ...common, layout: set.layout.value === "split" ? "split" : "row", sides: shownIn(set).map(side) };
}
