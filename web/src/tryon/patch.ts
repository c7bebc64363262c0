// A square of skin to scale: where single zones lie, how far they have closed, how much brown debris they still hold,
// and in which colours. The mean over the square is what the face shows: what a zone holds more, the skin between holds
// less.
import { type Ground, told } from "./captions";
import { cssColour, T } from "./colour-table";
import { highest } from "./frames";
import { sinceSession, sinceText } from "./moments";
import { type Band, CHANNELS, type Channel, placeOf, type Quantity, REGIONS, type TryOn, type Zones } from "./types";

/** What a zone is at a moment. */
export type ZoneStage = "none" | "fresh" | "closing" | "plug" | "shed";

export interface PatchState {
  stage: ZoneStage;
  session: number;
  days: number;
  /** How far the surface over a zone has closed, 0 to 1; null where that is not known. */
  closed: number | null;
  /** Brown debris that a zone still holds, as a share of the most it ever holds. */
  debris: number;
  /** Added blood and added melanosomes, means over the square. */
  redness: number;
  bronzing: number;
  shedding: number;
}

const CHEEK = REGIONS.indexOf("cheek");
const FRESH = 0.1; // share of closing up to which a zone counts as fresh
const GONE = 0.05; // share of the debris below which a zone counts as shed

/** Return what single zones are at a place of the time line; `effects` are those of the band as they are shown. */
export function patchState(tryOn: TryOn, place: number, band: Band, effects: Float32Array): PatchState {
  const of = (channel: Channel) => effects[placeOf(CHEEK, CHANNELS.indexOf(channel))]!;
  const since = sinceSession(tryOn.frames, place);
  const means = { redness: of("redness"), bronzing: of("bronzing"), shedding: of("shedding") };
  if (!since || !tryOn.zones) return { stage: "none", session: 0, days: 0, closed: null, debris: 0, ...means };
  const most = highest(tryOn, CHEEK, "bronzing", band);
  const debris = most > 0 ? means.bronzing / most : 0;
  const closed = shareOf(tryOn.zones.closed_days, since.days, band);
  const shed = shareOf(tryOn.zones.debris_to_day, since.days, band);
  const plugged = shed === null ? debris > GONE : shed < 1;
  return { stage: stageOf(closed, plugged), session: since.session, days: since.days, closed, debris, ...means };
}

// How much of the time until something has passed; null where that time is not known.
function shareOf(days: Quantity | null | undefined, since: number, band: Band): number | null {
  if (!days) return null;
  const until = { low: days.low, typical: days.value, high: days.high }[band];
  return until > 0 ? Math.min(1, since / until) : 1;
}

function stageOf(closed: number | null, plugged: boolean): ZoneStage {
  if (closed !== null && closed < 1) return closed < FRESH ? "fresh" : "closing";
  return plugged ? "plug" : "shed";
}

/** Return the share of the square that zones cover, were there no overlap. */
export function zoneShare({ width_um, side_um, positions }: Zones): number {
  return (positions.length * Math.PI * (width_um / 2) ** 2) / side_um ** 2;
}

/** The redder skin round a zone: rings from the outermost in, their radius in widths of the zone and their strength. */
export const HALO: readonly (readonly [number, number])[] = [
  [1.7, 1 / 3],
  [1.35, 2 / 3],
  [1, 1],
];
const HALO_FACTOR = 1.5; // how much redder than the mean it is, where the zones leave room between them

/** The colours of a square, as the page writes them; `halo` lies round each zone. */
export interface PatchColours {
  ground: string;
  halo: string;
  fresh: string;
  plug: string;
}

/** Return the colours of a square of skin; coagulated skin is drawn without blood. */
export function patchColours({ redness, bronzing }: PatchState, zones: Zones, { table, tone }: Ground): PatchColours {
  const { melanosome_fraction: melanosomes, blood_fraction: blood } = tone;
  const share = zoneShare(zones);
  const ringed = Math.min(1, share * haloAreas());
  const halo = Math.min(HALO_FACTOR, 1 / Math.max(ringed, 1e-9));
  const between = ringed < 1 ? (1 - ringed * halo) / (1 - ringed) : 1;
  const held = share > 0 ? bronzing / Math.min(1, share) : 0;
  const colour = (m: number, b: number) => cssColour(T(table, m, b));
  return {
    ground: colour(melanosomes, blood + between * redness),
    halo: colour(melanosomes, blood + halo * redness),
    fresh: colour(melanosomes, 0),
    plug: colour(melanosomes + held, blood + redness),
  };
}

// Area of the rings by their strength, in areas of a zone.
function haloAreas(): number {
  const area = (at: number) => (2 * (HALO[at]?.[0] ?? 0)) ** 2;
  return HALO.reduce((sum, [, strength], at) => sum + strength * (area(at) - area(at + 1)), 0);
}

/** A flake of the horny layer: across and down as shares of the side, size in micrometres. */
export interface Flake {
  x: number;
  y: number;
  size_um: number;
}

const FLAKES = 70;
const FLAKE_UM = [200, 1000] as const;

/** Return the flakes on a square: none at 0, all at 1; the same ones each time. */
export function flakes(shedding: number): readonly Flake[] {
  const found: Flake[] = [];
  for (let at = 0; at < FLAKES; at++) {
    const [x, y, size, from] = [0, 1, 2, 3].map((salt) => scattered(4 * at + salt)) as [number, number, number, number];
    if (from < shedding) found.push({ x, y, size_um: FLAKE_UM[0] + size * (FLAKE_UM[1] - FLAKE_UM[0]) });
  }
  return found;
}

function scattered(seed: number): number {
  const value = Math.sin(12.9898 * (seed + 1)) * 43758.5453;
  return value - Math.floor(value);
}

const STAGE_WORDS: Readonly<Record<ZoneStage, string>> = {
  none: "untreated",
  fresh: "fresh zones of cells that the heat killed",
  closing: "zones that are closing from their sides",
  plug: "closed zones, each with a brown plug of dead cells",
  shed: "closed zones whose debris has been shed",
};

/** Return the square in a sentence: what is seen, how wide it is, and how red the skin round it. */
export function patchSentence(state: PatchState, zones: Zones, ground: Ground | null): string {
  const side = `${mm(zones.side_um)} by ${mm(zones.side_um)} mm of cheek`;
  if (state.stage === "none") return `${side}, before treatment: no zones.`;
  const { passes, density_per_pass_per_cm2: density } = zones;
  const set = passes && density ? ` (${passes} × ${Math.round(density)} per cm²)` : "";
  const size = `each ${mm(zones.width_um)} mm wide and ${mm(zones.depth_um)} mm deep`;
  const count = `${zones.positions.length} zones${set}, ${size}`;
  const red = told("redness", state.redness, ground);
  const redness = red !== null && red >= 0.05 ? ` The skin round them is ${red.toFixed(1)} a* redder on average.` : "";
  const share = Math.round(100 * (state.closed ?? 0));
  const closed = share > 0 && share < 100 ? ` ${share} % of their surface has closed.` : "";
  const when = state.days > 0 ? sinceText(state.days) : "just";
  const what = `${STAGE_WORDS[state.stage]}; ${count}.${closed}${redness}`;
  return `${side}, ${when} after session ${state.session}: ${what}`;
}

function mm(length_um: number): string {
  return String(Number((length_um / 1000).toPrecision(2)));
}
