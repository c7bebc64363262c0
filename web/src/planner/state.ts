// What the planner shows: the form, what the screening says of it, the plan that is made, and its price.
import { batch, computed, signal } from "@preact/signals";
import { post, Refused, sentenceOf } from "../api/client";
import type { Case, Plan, Screening } from "../api/people";
import {
  askJob,
  endJob,
  followJob,
  isActive,
  readCase,
  readJob,
  resultOf,
  type SavedCase,
  type SavedJob,
  wasStopped,
} from "../api/records";
import { role } from "../shell/audience";
import { link, replaceAddress } from "../shell/route";
import { asksTheSame, audienceOf, caseOf, type Draft, draftOf, EMPTY } from "./draft";
import { isPlan, OUTGROWN } from "./stored";

export interface Fault {
  sentence: string;
  field: string | null;
}

/** A plan that was made, and the job that holds its files. */
export interface Made {
  plan: Plan;
  job: string;
}

export const draft = signal<Draft>(EMPTY);
export const wanted = computed<Case | null>(() => caseOf(draft.value, role.value));

export const screening = signal<Screening | null>(null);
export const screeningFault = signal<Fault | null>(null);
export const screeningBusy = signal(false);

export const job = signal<SavedJob | null>(null);
export const planFault = signal<string | null>(null);
const made = signal<Made | null>(null);

/** The plan on the page: none that was written for a clinician while a person is looking. */
export const shown = computed<Made | null>(() => {
  const found = made.value;
  if (!found) return null;
  const hidden = audienceOf(role.value) === "person" && found.plan.case.audience.role === "clinician";
  return hidden ? null : found;
});

/** Whether the form asks something else than the plan on the page answers. */
export const outdated = computed(
  () => !!shown.value && (!wanted.value || !asksTheSame(shown.value.plan.case, wanted.value)),
);

/** Whether a plan was made and is held back from who is looking now. */
export const heldBack = computed(() => made.value !== null && shown.value === null);

/** The saved case that the form came from, or was saved as. */
export const saved = signal<SavedCase | null>(null);

/** Change some of the form. */
export function change(some: Partial<Draft>): void {
  draft.value = { ...draft.value, ...some };
}

let screeningStop: AbortController | null = null;

/** Ask what speaks against a treatment of a case; the newest question wins. */
export async function screen(one: Case): Promise<void> {
  screeningStop?.abort();
  const stop = new AbortController();
  screeningStop = stop;
  screeningBusy.value = true;
  try {
    const found = await post<Screening>("screen", one, stop.signal);
    batch(() => {
      screening.value = found;
      screeningFault.value = null;
    });
  } catch (fault) {
    if (wasStopped(fault)) return;
    batch(() => {
      screening.value = null;
      screeningFault.value = { sentence: sentenceOf(fault), field: fault instanceof Refused ? fault.field : null };
    });
  }
  if (screeningStop === stop) screeningBusy.value = false;
}

/** Forget what the screening said: the form is not complete any more. */
export function forgetScreening(): void {
  screeningStop?.abort();
  batch(() => {
    screening.value = null;
    screeningFault.value = null;
    screeningBusy.value = false;
  });
}

/** The job of a plan that an older version made: forgotten before the same is asked anew. */
const outgrown = signal<string | null>(null);

let planStop: AbortController | null = null;

/** Have the options of the form set out. */
export async function setOut(): Promise<void> {
  const one = wanted.value;
  if (!one) return;
  await follow(async () => {
    if (outgrown.value) await endJob(outgrown.value).catch(() => undefined);
    outgrown.value = null;
    return askJob("plan", one);
  });
}

/** Take up a job by its id: its case into the form, its plan onto the page. */
export async function takeUp(id: string): Promise<void> {
  if (job.value?.id === id) return;
  await follow(async (stop) => {
    const known = await readJob(id, stop);
    if (known.kind === "plan") draft.value = draftOf(known.request as Case);
    return known;
  });
}

async function follow(begin: (stop: AbortSignal) => Promise<SavedJob>): Promise<void> {
  planStop?.abort();
  const stop = new AbortController();
  planStop = stop;
  planFault.value = null;
  try {
    const begun = await begin(stop.signal);
    job.value = begun;
    replaceAddress(link("planner", [], { job: begun.id }));
    const ended = isActive(begun) ? await followJob(begun.id, (known) => (job.value = known), stop.signal) : begun;
    await settle(ended, stop.signal);
  } catch (fault) {
    if (wasStopped(fault)) return;
    batch(() => {
      job.value = null;
      planFault.value = sentenceOf(fault);
    });
  }
}

async function settle(ended: SavedJob, stop: AbortSignal): Promise<void> {
  if (ended.kind !== "plan") planFault.value = "That job is no plan; it stands among the cases.";
  else if (ended.state === "failed") planFault.value = ended.sentence ?? "The options could not be set out.";
  else if (ended.state === "done") {
    const plan = await resultOf<unknown>(ended.id, stop);
    if (!isPlan(plan)) return setAside(ended.id);
    batch(() => {
      made.value = { plan, job: ended.id };
      job.value = ended;
    });
    return;
  }
  job.value = null;
}

/** Put aside a plan that cannot be shown: the same question then makes it anew. */
export function setAside(id: string): void {
  batch(() => {
    outgrown.value = id;
    made.value = null;
    job.value = null;
    planFault.value = OUTGROWN;
  });
}

/** Cancel the plan that is being made. */
export async function cancel(): Promise<void> {
  const known = job.value;
  planStop?.abort();
  job.value = null;
  replaceAddress(link("planner"));
  if (known && isActive(known)) await endJob(known.id).catch(() => undefined);
}

/** Return whether the form still says what a case was saved with. */
export function isSaved(one: Case | null): boolean {
  const kept = saved.value?.contents as Case | undefined;
  if (!kept || !one) return false;
  return asksTheSame(kept, one) && JSON.stringify(kept.cost ?? null) === JSON.stringify(one.cost);
}

/** Put a saved case into the form; one that is there and was changed since stays, unless it is wanted anew. */
export async function openCase(id: string, anew = false): Promise<void> {
  if (saved.value?.id === id && !anew && !isSaved(wanted.value)) return;
  planFault.value = null;
  try {
    const found = await readCase(id);
    if (found.kind !== "person") throw new Refused(`“${found.name}” is a treatment, which the laboratory opens.`);
    batch(() => {
      saved.value = found;
      const one = found.contents as Case;
      draft.value = draftOf(one);
      if (!made.value || !asksTheSame(made.value.plan.case, one)) made.value = null;
      job.value = null;
    });
  } catch (fault) {
    planFault.value = sentenceOf(fault);
  }
}

/** Begin anew with an empty form. */
export function clear(): void {
  planStop?.abort();
  forgetScreening();
  batch(() => {
    draft.value = EMPTY;
    made.value = null;
    job.value = null;
    planFault.value = null;
    saved.value = null;
  });
  replaceAddress(link("planner"));
}
