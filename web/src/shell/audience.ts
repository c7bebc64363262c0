// Who is looking. A person sees try-on, guide, plan and saved plans, never settings or devices; clinician and researcher
// see the laboratory too.
import { signal } from "@preact/signals";
import { recall, remember } from "./remembered";
import type { ViewName } from "./route";

export const ROLES = ["person", "clinician", "researcher"] as const;
export type Role = (typeof ROLES)[number];

const FOR_PERSON: readonly ViewName[] = ["tryon", "planner", "guide", "cases"];

/** Return the role a stored text names, or null. */
export function asRole(text: string | null): Role | null {
  return ROLES.find((known) => known === text) ?? null;
}

/** Who is looking; null until they have said so. Until then the page shows what a person may see. */
export const role = signal<Role | null>(asRole(recall("role")));

/** True while the question who is looking is open. */
export const asking = signal(role.value === null);

/** Remember who is looking. */
export function choose(chosen: Role): void {
  role.value = chosen;
  asking.value = false;
  remember("role", chosen);
}

/** Return whether a reader of this role may open a view. */
export function mayOpen(who: Role | null, view: ViewName): boolean {
  return who === "clinician" || who === "researcher" || FOR_PERSON.includes(view);
}
