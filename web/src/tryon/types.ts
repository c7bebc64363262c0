// What a try-on is: the frames that the server or an export gives, a face, and what can be chosen. Regions, channels
// and bands keep this order everywhere.
import type { Concern, Phototype } from "../api/people";
import type { Kind, Quantity, TreatmentFile } from "../api/types";

export type { Concern, Kind, Phototype, Quantity };

export const REGIONS = ["forehead", "crows_feet", "lower_lid", "cheek", "upper_lip", "nose", "chin"] as const;
export type Region = (typeof REGIONS)[number];

export const CHANNELS = [
  "redness",
  "bronzing",
  "swelling",
  "shedding",
  "lines",
  "scars",
  "spots",
  "darkening",
] as const;
export type Channel = (typeof CHANNELS)[number];

export const BANDS = ["low", "typical", "high"] as const;
export type Band = (typeof BANDS)[number];

/** How many numbers a moment of one band has: all channels of the first region, then of the next. */
export const EFFECTS = REGIONS.length * CHANNELS.length;

/** Return the place of a region's channel among the effects of a moment. */
export function placeOf(region: number, channel: number): number {
  return region * CHANNELS.length + channel;
}

export type Phase = "before" | "days" | "weeks" | "course" | "after";

export interface Frame {
  key: string;
  title: string;
  /** Days since the first session. */
  day: number;
  session: number;
  phase: Phase;
}

/** What is known of a channel. */
export interface Fact {
  title: string;
  kind: Kind;
  sources: readonly string[];
  caption: string;
  /** What is not known of it, in a sentence. */
  unknown: string | null;
}

/** Melanosomes in the viable epidermis and blood in the papillary dermis, volume fractions. */
export interface Tone {
  melanosome_fraction: number;
  blood_fraction: number;
}

/** Single zones of a square of skin, to scale. */
export interface Zones {
  width_um: number;
  depth_um: number;
  /** Settings, which a person is not shown. */
  density_per_pass_per_cm2: number | null;
  passes: number | null;
  side_um: number;
  /** Across, down, pass. */
  positions: readonly (readonly [number, number, number])[];
  closed_days: Quantity | null;
  /** When plugs of dead cells begin to be shed, and when the last are, where that is known. */
  debris_from_day?: Quantity | null;
  debris_to_day?: Quantity | null;
}

export interface TryOn {
  title: string;
  concern: Concern;
  family: string;
  sessions: number;
  interval_weeks: number;
  phototype: Phototype;
  age_years: number;
  role: Audience;
  version: string;
  regions: readonly string[];
  channels: readonly string[];
  bands: readonly string[];
  frames: readonly Frame[];
  /** By frame, region, channel and band. */
  values: readonly (readonly (readonly (readonly number[])[])[])[];
  facts: Readonly<Partial<Record<Channel, Fact>>>;
  /** Share of people who see no visible change. */
  unchanged: { after_one_session: Quantity | null; after_course: Quantity | null };
  darkening: { probability: Quantity | null; statement: string };
  base: Tone;
  zones: Zones | null;
  recovery: { redness_days: Quantity | null; swelling_days: Quantity | null; makeup_day: Quantity | null };
  statement: string;
  outside_tested_range: boolean;
  why: readonly string[];
  notes: readonly string[];
  /** Key -> author, year and title. */
  sources: Readonly<Record<string, string>>;
  /** Name of the device; only for clinicians. */
  device?: string | null;
  /** Numbers of the picture: strengths and widths, by name. */
  render?: Readonly<Record<string, number>>;
}

/** For whom a try-on is made: researchers read what clinicians read. */
export type Audience = "person" | "clinician";

/** A kind of treatment that can be chosen. */
export interface Choice {
  family: string;
  title: string;
  sessions: Quantity | null;
  interval_weeks: Quantity | null;
  basis: string;
  kind: Kind;
  /** Only for clinicians. */
  device?: string | null;
}

/** What a try-on is asked with: a kind of treatment by name, or (clinicians) a treatment file. */
export interface TryOnRequest {
  role: Audience;
  concern: Concern;
  phototype: Phototype;
  age_years: number;
  family?: string | null;
  treatment?: TreatmentFile | null;
  sessions: number | null;
  interval_weeks: number | null;
}

/** A face in a photo; x to the right, y down, in pixels of the oriented picture. */
export interface Face {
  width: number;
  height: number;
  landmarks: readonly (readonly [number, number, number])[];
  presence: number;
  turned: { yaw_deg: number; pitch_deg: number; roll_deg: number };
  mm_per_px: number;
  skin: { linear_srgb: Colour; gate: { shade: readonly [number, number]; chroma: readonly [number, number] } };
  /** What the picture is fine enough to show. */
  resolves: { lines: boolean; spots: boolean; scars: boolean };
  /** What the picture cannot show, in words. */
  sentences: readonly string[];
}

/** Red, green, blue. */
export type Colour = readonly [number, number, number];
