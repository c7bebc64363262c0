// The form of a case while it is filled in, and the case that it makes. Nothing is guessed: what is missing is asked.
import type { Case, Concern, Condition, Phototype, Site } from "../api/people";
import type { Role } from "../shell/audience";
import { AIMS, type AimName, CONCERNS, SITES, wordsOf } from "./words";

/** A figure of a wound that a clinician states, in the unit of the page. */
export interface Target {
  name: AimName;
  value: number | null;
  tolerance: number | null;
}

/** A figure of a wound that is kept between two ends; either may be left open. */
export interface Bound {
  name: AimName;
  low: number | null;
  high: number | null;
}

export interface Draft {
  age: number | null;
  phototype: Phototype | null;
  ita: number | null;
  conditions: readonly Condition[];
  concern: Concern | null;
  site: Site;
  price: number | null;
  currency: string;
  targets: readonly Target[];
  bounds: readonly Bound[];
  /** The highest band of the risk of dark marks that is accepted; null: not limited. */
  pigmentBand: "low" | "moderate" | null;
}

export const EMPTY: Draft = {
  age: null,
  phototype: null,
  ita: null,
  conditions: [],
  concern: null,
  site: "cheek",
  price: null,
  currency: "USD",
  targets: [],
  bounds: [],
  pigmentBand: null,
};

/** Return what still has to be answered before a case can be looked at. */
export function missing(draft: Draft): string[] {
  return [
    draft.age === null && "the age",
    draft.phototype === null && "how the skin burns and tans",
    draft.concern === null && "what is to change",
  ].filter((words) => words !== false);
}

/** Return who a plan is written for: researchers read what clinicians read. */
export function audienceOf(role: Role | null): "person" | "clinician" {
  return role === "clinician" || role === "researcher" ? "clinician" : "person";
}

/** Return the case that a form makes; null while something is missing. */
export function caseOf(draft: Draft, role: Role | null): Case | null {
  const { age, phototype, concern } = draft;
  if (age === null || phototype === null || concern === null) return null;
  const audience = audienceOf(role);
  const wound = audience === "clinician" ? woundOf(draft) : null;
  return {
    audience: { role: audience },
    person: { age_years: age, phototype, ita_deg: draft.ita, conditions: [...draft.conditions] },
    goal: { concern, site: draft.site },
    cost: draft.price === null ? null : { per_session: draft.price, currency: draft.currency.trim() || "USD" },
    wound,
    limits: wound ? limitsOf(draft) : null,
  };
}

function woundOf(draft: Draft): Case["wound"] {
  const stated = draft.targets.filter(({ value }) => value !== null);
  if (stated.length === 0) return null;
  return Object.fromEntries(
    stated.map(({ name, value, tolerance }) => {
      const whole = toFile(name, value!);
      return [name, tolerance === null ? whole : { value: whole, tolerance: toFile(name, tolerance) }];
    }),
  );
}

function limitsOf(draft: Draft): Case["limits"] {
  const limits: NonNullable<Case["limits"]> = {};
  for (const { name, low, high } of draft.bounds) {
    if (low === null && high === null) continue;
    limits[name] = {
      ...(low === null ? {} : { low: toFile(name, low) }),
      ...(high === null ? {} : { high: toFile(name, high) }),
    };
  }
  if (draft.pigmentBand) limits.pigment_risk = draft.pigmentBand;
  return Object.keys(limits).length > 0 ? limits : null;
}

function toFile(name: AimName, value: number): number {
  return Number((value * AIMS[name].factor).toPrecision(9));
}

function toPage(name: AimName, value: number): number {
  return Number((value / AIMS[name].factor).toPrecision(9));
}

/** Return the form that a case fills. */
export function draftOf(found: Case): Draft {
  const { person, goal, cost } = found;
  return {
    age: person.age_years,
    phototype: person.phototype,
    ita: person.ita_deg ?? null,
    conditions: person.conditions ?? [],
    concern: goal.concern,
    site: goal.site ?? "cheek",
    price: cost?.per_session ?? null,
    currency: cost?.currency ?? "USD",
    targets: entries(found.wound).map(([name, value]) =>
      typeof value === "number"
        ? { name, value: toPage(name, value), tolerance: null }
        : { name, value: toPage(name, value.value), tolerance: orNull(name, value.tolerance) },
    ),
    bounds: entries(found.limits).flatMap(([name, value]) => boundOf(name, value)),
    pigmentBand: bandOf(found.limits?.pigment_risk),
  };
}

function entries<Value>(given: Record<string, Value> | null | undefined): [AimName, Value][] {
  return Object.entries(given ?? {}).filter(([name]) => name in AIMS) as [AimName, Value][];
}

// A limit that is one number is the most there may be; of what is spared, the least.
function boundOf(name: AimName, value: NonNullable<Case["limits"]>[string]): Bound[] {
  if (typeof value === "string") return [];
  if (typeof value !== "number") return [{ name, low: orNull(name, value.low), high: orNull(name, value.high) }];
  const end = toPage(name, value);
  return [name === "epidermal_sparing" ? { name, low: end, high: null } : { name, low: null, high: end }];
}

function orNull(name: AimName, value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : toPage(name, value);
}

function bandOf(value: unknown): Draft["pigmentBand"] {
  return value === "low" || value === "moderate" ? value : null;
}

/** Return whether two cases ask the same of a plan; the price is reckoned on the page, so it does not count. */
export function asksTheSame(one: Case, other: Case): boolean {
  return canonical({ ...one, cost: null }) === canonical({ ...other, cost: null });
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (Array.isArray(inner) || inner === null || typeof inner !== "object") return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, kept]) => kept !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
}

/** Return a name for a case: what is to change, and where. */
export function nameOf(found: Case): string {
  const words = `${wordsOf(CONCERNS, found.goal.concern)}, ${wordsOf(SITES, found.goal.site)}`;
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
