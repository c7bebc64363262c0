// Types of what the server says, by short names; the generated schema is their only source.
import type { components } from "./schema";

type Schemas = components["schemas"];

/** A figure with its interval, kind of knowledge and sources. */
export type Quantity = Schemas["Quantity"];
export type Kind = Quantity["kind"];

/** Why something was refused: one sentence, and the field it is about. */
export type Refusal = Schemas["Refusal"];
export type About = Schemas["About"];

/** A laser of the catalogue; `defaults` is a whole treatment with it. */
export type DeviceCard = Omit<Schemas["Device"], "defaults"> & { defaults: TreatmentFile | null };
export type CardValue = Schemas["Value"];

/** What the laser does to skin, as a scene says it; cards also know "full-field heating". */
export type Mechanism = "coagulation" | "breakdown" | "ablation";

export type Scalar = string | number | boolean;
/** The value of one key of a treatment; lists are measured profiles. */
export type Setting = Scalar | readonly number[];
export type Heading = "skin" | "handpiece" | "settings" | "surface" | "physics" | "numerics";

/** A treatment file: headings, each with keys; what is left out follows the device. */
export type TreatmentFile = Partial<Record<Heading, Record<string, unknown>>>;

/** A treatment that can be simulated, with every default written out. */
export type Checked = Omit<Schemas["Checked"], "treatment"> & { treatment: TreatmentFile };

/** What a run found; the same figures as `photomend simulate --json`. */
export type Summary = Omit<Schemas["Summary"], "treatment"> & { treatment: TreatmentFile };
export type ZoneFigures = Schemas["ZoneFigures"];
export type ZoneName = keyof Schemas["Zones"];
export type Endpoint = Summary["endpoint"];
export type HealingFigures = Schemas["HealingFigures"];
