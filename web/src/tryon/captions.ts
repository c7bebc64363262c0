// What is modelled at a moment, in words and figures: a sentence, and a row for each region. Changes of colour are what
// an instrument would read on skin of the shown tone: a* is how red, L* how light.
import { type ColourTable, skinLab } from "./colour-table";
import {
  BANDS,
  type Band,
  CHANNELS,
  type Channel,
  placeOf,
  type Quantity,
  REGIONS,
  type Region,
  type Tone,
} from "./types";
import { CHANNEL_WORDS, REGION_WORDS } from "./words";

/** The effects of all bands at a moment. */
export type Moment = Readonly<Record<Band, Float32Array>>;

/** The skin that colours are told for; without it no change of colour can be told. */
export interface Ground {
  table: ColourTable;
  tone: Tone;
}

/** Change of a channel by band, in the unit of its words. */
export type Change = Readonly<Record<Band, number>>;

/** Return a value of a channel in the unit in which it is told; null where the colours are not there. */
export function told(channel: Channel, value: number, ground: Ground | null): number | null {
  const { unit } = CHANNEL_WORDS[channel];
  if (unit === "mm") return value;
  if (unit === "%") return 100 * value;
  if (!ground) return null;
  const { melanosome_fraction: melanosomes, blood_fraction: blood } = ground.tone;
  const at = unit === "a*" ? 1 : 0;
  const before = skinLab(ground.table, melanosomes, blood)[at];
  const [added, bled] = channel === "redness" ? [0, value] : [value, 0];
  return skinLab(ground.table, melanosomes + added, blood + bled)[at] - before;
}

/** Return the change of a channel in a region; null where it cannot be told. */
export function changeOf(moment: Moment, region: number, channel: Channel, ground: Ground | null): Change | null {
  const place = placeOf(region, CHANNELS.indexOf(channel));
  const [low, typical, high] = BANDS.map((band) => told(channel, moment[band][place]!, ground));
  return low == null || typical == null || high == null ? null : { low, typical, high };
}

const DECIMALS = { "a*": 1, "L*": 1, mm: 2, "%": 0 } as const;

/** Return a change as figures: "+6.1 a* (3.0 to 10.2)"; "none" where every band rounds to 0. */
export function changeText(channel: Channel, change: Change): string {
  const { unit } = CHANNEL_WORDS[channel];
  const write = (value: number) => figure(value, DECIMALS[unit]);
  if (BANDS.every((band) => write(change[band]) === "0")) return "none";
  const ends = [write(change.low), write(change.high)];
  const range = ends[0] === ends[1] ? "" : ` (${ends.join(" to ")})`;
  return `${write(change.typical)}\u00a0${unit}${range}`;
}

function figure(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  if (rounded === 0) return "0";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded).toFixed(decimals)}`;
}

/** A row of the table: a region, and what of each channel is told there. */
export interface RegionRow {
  region: Region;
  cells: readonly string[];
}

/** Return the table of a moment: a row for each treated region, a cell for each channel. */
export function regionRows(
  moment: Moment,
  channels: readonly Channel[],
  treated: readonly boolean[],
  ground: Ground | null,
): readonly RegionRow[] {
  return REGIONS.flatMap((region, at) => {
    if (!treated[at]) return [];
    const cells = channels.map((channel) => {
      const change = changeOf(moment, at, channel, ground);
      return change ? changeText(channel, change) : "not known";
    });
    return [{ region, cells }];
  });
}

/** Return what is modelled at a moment, each channel where it is strongest: "Redness 6.1 a* redder (…), most on …". */
export function summary(
  moment: Moment,
  channels: readonly Channel[],
  treated: readonly boolean[],
  ground: Ground | null,
): string {
  const parts = channels.flatMap((channel) => strongest(moment, channel, treated, ground) ?? []);
  if (!treated.some(Boolean)) return "No region is chosen, so nothing is shown.";
  return parts.length > 0 ? `${sentence(parts)}.` : "Nothing that is shown differs from before.";
}

function strongest(
  moment: Moment,
  channel: Channel,
  treated: readonly boolean[],
  ground: Ground | null,
): string | null {
  const told = REGIONS.flatMap((region, at) => {
    const change = treated[at] ? changeOf(moment, at, channel, ground) : null;
    return change ? [{ region, change }] : [];
  });
  const [most, ...others] = told.sort((one, other) => size(other.change) - size(one.change));
  const text = most && directedText(channel, most.change);
  if (!most || !text) return null;
  const alike = others.every(({ change }) => directedText(channel, change) === text);
  return `${CHANNEL_WORDS[channel].title} ${text}${alike ? "" : `, most on the ${REGION_WORDS[most.region]}`}`;
}

/** Return a change with its direction in words: "6.1 a* redder (3.0 to 10.2)"; null where it rounds to nothing. */
export function directedText(channel: Channel, change: Change): string | null {
  const { unit, more, less } = CHANNEL_WORDS[channel];
  const written = changeText(channel, change);
  if (written === "none") return null;
  const values = BANDS.map((band) => Number(change[band].toFixed(DECIMALS[unit])));
  const oneWay = values.every((value) => value >= 0) || values.every((value) => value <= 0);
  if (!oneWay) return written;
  const direction = values.some((value) => value < 0) ? less : more;
  const [low, typical, high] = values.map((value) => Math.abs(value).toFixed(value === 0 ? 0 : DECIMALS[unit]));
  const [from, to] = Number(low) > Number(high) ? [high, low] : [low, high];
  if (typical === "0") return `up to ${to}\u00a0${unit} ${direction}`;
  const range = low === high ? "" : ` (${from} to ${to})`;
  return `${typical}\u00a0${unit} ${direction}${range}`;
}

function size(change: Change): number {
  return Math.max(Math.abs(change.typical), 1e-6 * Math.abs(change.high), 1e-6 * Math.abs(change.low));
}

function sentence(parts: readonly string[]): string {
  const text = parts.join("; ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const RARE = 0.1;
const VERY_RARE = 0.01;

/** Return a share of people in words: 0.31 is "about 3 of 10 people", with its interval; of 100 or 1000 where it is rare. */
export function peopleText(share: Quantity): string {
  const ofHundred = Math.min(share.low, 1 - share.high) < RARE / 2 || share.value < RARE;
  const of = share.value < VERY_RARE ? 1000 : ofHundred ? 100 : 10;
  const count = (value: number) => Math.round(of * value);
  const [low, high] = [count(share.low), count(share.high)];
  const interval = low === high ? "" : ` (between ${low} and ${high} of ${of})`;
  return `about ${count(share.value)} of ${of} people${interval}`;
}

/** Return how many see no visible change, in a sentence; one of its own where that is not known. */
export function unchangedText(share: Quantity | null, when: "after one session" | "after the whole course"): string {
  return share
    ? `${peopleText(share).replace(/^a/, "A")} see no visible change ${when}.`
    : `How many people see no visible change ${when} is not known.`;
}
