// What skin looks like at a moment: linear between the frames that were sent, by band; what is switched off is 0.
import { BANDS, type Band, CHANNELS, type Channel, EFFECTS, type Frame, placeOf, REGIONS, type TryOn } from "./types";

/** What changes in the course of treatment and stays; the other channels are signs of healing, which go. */
export const LASTING: readonly Channel[] = ["lines", "scars", "spots"];

const UNREADABLE = "The try-on came in a form that this page does not know; load the page anew.";

/** Return a try-on as it came, once its regions, channels, bands and frames are those this page knows. */
export function checked(tryOn: TryOn): TryOn {
  const known =
    same(tryOn.regions, REGIONS) && same(tryOn.channels, CHANNELS) && same(tryOn.bands, BANDS) && framed(tryOn);
  if (!known) throw new Error(UNREADABLE);
  return tryOn;
}

function same(one: readonly string[] | undefined, other: readonly string[]): boolean {
  return one?.length === other.length && other.every((name, at) => one[at] === name);
}

function framed({ frames, values }: TryOn): boolean {
  return frames?.length > 1 && frames.every((_, at) => values[at]?.length === REGIONS.length);
}

const packed = new WeakMap<TryOn, Float32Array>();

/** Return all effects in one array: by frame, band and place among the effects; made once for a try-on. */
function packedOf(tryOn: TryOn): Float32Array {
  const known = packed.get(tryOn);
  if (known) return known;
  const all = new Float32Array(tryOn.frames.length * BANDS.length * EFFECTS);
  tryOn.values.forEach((regions, frame) => {
    regions.forEach((channels, region) => {
      channels.forEach((bands, channel) => {
        bands.forEach((value, band) => {
          all[(frame * BANDS.length + band) * EFFECTS + placeOf(region, channel)] = value ?? 0;
        });
      });
    });
  });
  packed.set(tryOn, all);
  return all;
}

/** Return where a day lies among frames: 2.5 is halfway from the third to the fourth; of equal days, the later one. */
export function placeOfDay(frames: readonly Frame[], day: number): number {
  let at = 0;
  while (at + 1 < frames.length && frames[at + 1]!.day <= day) at++;
  const [from, to] = [frames[at]!, frames[at + 1]];
  return !to || day <= from.day ? at : at + (day - from.day) / (to.day - from.day);
}

/** Return the day at a place among frames. */
export function dayAt(frames: readonly Frame[], place: number): number {
  const at = Math.min(Math.max(0, Math.floor(place)), frames.length - 1);
  const [from, to] = [frames[at]!, frames[at + 1] ?? frames[at]!];
  return from.day + (place - at) * (to.day - from.day);
}

/** Return the effects of a band on a day since the first session. */
export function at(tryOn: TryOn, day: number, band: Band): Float32Array {
  return atPlace(tryOn, placeOfDay(tryOn.frames, day), band);
}

/** Return the effects of a band at a place among the frames. */
export function atPlace(tryOn: TryOn, place: number, band: Band): Float32Array {
  const all = packedOf(tryOn);
  const last = tryOn.frames.length - 1;
  const frame = Math.min(Math.max(0, Math.floor(place)), last);
  const share = Math.min(1, Math.max(0, place - frame));
  const start = (of: number) => (Math.min(of, last) * BANDS.length + BANDS.indexOf(band)) * EFFECTS;
  const [from, to] = [start(frame), start(frame + 1)];
  const effects = new Float32Array(EFFECTS);
  for (let i = 0; i < EFFECTS; i++) effects[i] = all[from + i]! + share * (all[to + i]! - all[from + i]!);
  return effects;
}

/** What is shown of the effects. */
export interface Switches {
  /** Channels that are switched on. */
  on: ReadonlySet<Channel>;
  /** By region. */
  treated: readonly boolean[];
}

/** Return effects with all that is switched off, or in a region that is not treated, set to 0. */
export function switched(effects: Float32Array, { on, treated }: Switches): Float32Array {
  const shown = new Float32Array(EFFECTS);
  REGIONS.forEach((_, region) => {
    if (!treated[region]) return;
    CHANNELS.forEach((channel, at) => {
      const place = placeOf(region, at);
      if (on.has(channel)) shown[place] = effects[place]!;
    });
  });
  return shown;
}

/** Return effects for somebody in whom nothing changes to be seen: the signs of healing come and go, nothing stays. */
export function unchanged(effects: Float32Array): Float32Array {
  const shown = Float32Array.from(effects);
  for (const channel of LASTING) {
    const at = CHANNELS.indexOf(channel);
    for (let region = 0; region < REGIONS.length; region++) shown[placeOf(region, at)] = 0;
  }
  return shown;
}

/** The skin before everything. */
export const NOTHING = new Float32Array(EFFECTS);

/** Return the channels that ever differ from 0, in their order. */
export function channelsIn(tryOn: TryOn): readonly Channel[] {
  const all = packedOf(tryOn);
  return CHANNELS.filter((_, channel) => all.some((value, i) => value !== 0 && i % CHANNELS.length === channel));
}

/** Return the highest value of a channel in a region over all frames of a band. */
export function highest(tryOn: TryOn, region: number, channel: Channel, band: Band): number {
  const all = packedOf(tryOn);
  const place = BANDS.indexOf(band) * EFFECTS + placeOf(region, CHANNELS.indexOf(channel));
  return tryOn.frames.reduce((most, _, frame) => Math.max(most, all[frame * BANDS.length * EFFECTS + place]!), 0);
}
