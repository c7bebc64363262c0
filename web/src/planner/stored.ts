// Plans that the server kept: one that an older version made may lack what the page shows.
import type { Plan } from "../api/people";

export const OUTGROWN =
  "This plan was made by an older version of photomend and cannot be shown; set out its options anew.";

type Path = readonly string[];

const LISTS: readonly Path[] = [["options"], ["comparison"], ["questions"], ["sources"]];
const TEXTS: readonly Path[] = [
  ["case", "person", "phototype"],
  ["case", "goal", "concern"],
  ["case", "audience", "role"],
  ["screening", "verdict"],
];
const OF_OPTIONS = ["risks", "reasons", "against", "outside_reasons"];

/** Return whether an answer has what the page needs of a plan. */
export function isPlan(found: unknown): found is Plan {
  return (
    LISTS.every((path) => Array.isArray(at(found, path))) &&
    TEXTS.every((path) => typeof at(found, path) === "string") &&
    (at(found, ["options"]) as unknown[]).every(isOption)
  );
}

function isOption(found: unknown): boolean {
  return typeof at(found, ["title"]) === "string" && OF_OPTIONS.every((name) => Array.isArray(at(found, [name])));
}

function at(found: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    found,
  );
}
