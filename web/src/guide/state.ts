// The guides and the checked claims, each asked once and kept while the page is open.
import { computed, signal } from "@preact/signals";
import { get, sentenceOf } from "../api/client";
import type { Claim, Procedure } from "../api/people";
import type { DeviceCard } from "../api/types";
import { mayOpen, role } from "../shell/audience";
import { plainClaim } from "./plain";

/** Whether who is looking is shown lasers by name and links to the laboratory. */
export const sees = computed(() => mayOpen(role.value, "lab"));

export const guides = signal<readonly Procedure[] | null>(null);
export const guidesFault = signal<string | null>(null);

const allClaims = signal<readonly Claim[] | null>(null);
export const claimsFault = signal<string | null>(null);

/** The claims as who is looking reads them. */
export const claims = computed(() => {
  const known = allClaims.value;
  if (!known || sees.value) return known;
  return known.flatMap((claim) => plainClaim(claim) ?? []);
});

const titles = signal<Readonly<Record<string, string>>>({});

/** Return the title of a laser of the catalogue, by its name. */
export function titleOf(device: string): string {
  return titles.value[device] ?? device;
}

const asked = new Set<string>();

function once<Answer>(path: string, take: (answer: Answer) => void, fail: (sentence: string) => void): void {
  if (asked.has(path)) return;
  asked.add(path);
  get<Answer>(path).then(take, (fault: unknown) => {
    asked.delete(path);
    fail(sentenceOf(fault));
  });
}

/** Ask for the guides. */
export function needGuides(): void {
  guidesFault.value = null;
  once<Procedure[]>(
    "guide",
    (found) => (guides.value = found),
    (sentence) => (guidesFault.value = sentence),
  );
}

/** Ask for the checked claims: the first time the server computes their figures, which takes some ten seconds. */
export function needClaims(): void {
  claimsFault.value = null;
  once<Claim[]>(
    "claims",
    (found) => (allClaims.value = found),
    (sentence) => (claimsFault.value = sentence),
  );
}

/** Ask for the titles of lasers, which stand in links to the laboratory. */
export function needTitles(): void {
  const take = (found: DeviceCard[]) => (titles.value = Object.fromEntries(found.map((one) => [one.name, one.title])));
  once<DeviceCard[]>("devices", take, () => undefined);
}
