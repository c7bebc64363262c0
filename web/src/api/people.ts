// What the server says about people: cases, screening, plans, guides, claims. Types from the generated schema.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Case = Schemas["Case"];
export type Person = Schemas["Person"];
export type Concern = Schemas["Goal"]["concern"];
export type Site = Schemas["Goal"]["site"];
export type Condition = Person["conditions"][number];
export type Phototype = Person["phototype"];

export type Screening = Schemas["Screening"];
export type Reason = Schemas["Reason"];
export type CandidateNote = Schemas["CandidateNote"];
export type ScreeningVerdict = Screening["verdict"];

export type Plan = Schemas["Plan"];
export type Option = Schemas["Option"];
export type Change = Schemas["Change"];
export type Risk = Schemas["Risk"];
export type CostEstimate = Schemas["CostEstimate"];
export type HealingFigures = Schemas["HealingFigures"];
export type DiaryDay = Schemas["DiaryDay"];
export type CareLine = Schemas["CareLine"];
export type KindOfTreatment = Schemas["KindOfTreatment"];
export type StatedWound = Schemas["StatedWound"];
export type StatedChoice = Schemas["StatedChoice"];
export type WoundFigures = Schemas["WoundFigures"];

/** A statement with what it rests on: a line of a plan, of care, of a guide. */
export type Told = Pick<Schemas["Line"], "text" | "kind" | "sources">;

export type Procedure = Schemas["Procedure"];
export type GuideLine = Schemas["GuideLine"];
export type Claim = Schemas["Claim"];
export type ClaimVerdict = Claim["verdict"];
export type ClaimFigure = Schemas["Figure"];
