// The saved cases on the page, what was just deleted, and the jobs.
import { signal } from "@preact/signals";
import { sentenceOf } from "../api/client";
import {
  type CaseEntry,
  type CasePage,
  deleteCase,
  importCases,
  isActive,
  type JobEntry,
  listCases,
  listJobs,
  readCase,
  type SavedCase,
  wasStopped,
} from "../api/records";
import { fileOf } from "./documents";

export const page = signal<CasePage | null>(null);
export const search = signal("");
export const casesFault = signal<string | null>(null);
/** What was done last, said politely. */
export const said = signal("");

/** The case that was deleted last and can still be brought back. */
export const deleted = signal<SavedCase | null>(null);

let stop: AbortController | null = null;

/** Ask for the saved cases whose names hold the search; the newest question wins. */
export async function load(): Promise<void> {
  stop?.abort();
  const own = new AbortController();
  stop = own;
  try {
    page.value = await listCases(search.value, 0, own.signal);
    casesFault.value = null;
  } catch (fault) {
    if (!wasStopped(fault)) casesFault.value = sentenceOf(fault);
  }
}

/** Add the next cases to those on the page. */
export function loadMore(): Promise<void> {
  return attempt(async () => {
    const known = page.value?.cases ?? [];
    const next = await listCases(search.value, known.length);
    const ids = new Set(known.map(({ id }) => id));
    page.value = { total: next.total, cases: [...known, ...next.cases.filter(({ id }) => !ids.has(id))] };
  });
}

/** Do something with cases, say what was done, and show them anew; a refusal is told in its sentence. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    const told = await work();
    casesFault.value = null;
    if (typeof told !== "string") return;
    said.value = told;
    await load();
  } catch (fault) {
    said.value = "";
    casesFault.value = sentenceOf(fault);
  }
}

/** Delete a case and keep it at hand for a while. */
export function discard(entry: CaseEntry): Promise<void> {
  return attempt(async () => {
    const whole = await readCase(entry.id);
    await deleteCase(entry.id);
    deleted.value = whole;
    return `Deleted “${whole.name}”.`;
  });
}

/** Bring back the case that was deleted last. */
export function bringBack(): Promise<void> {
  return attempt(async () => {
    const whole = deleted.value;
    if (!whole) return undefined;
    await importCases(fileOf(whole));
    deleted.value = null;
    return `“${whole.name}” is back.`;
  });
}

export const jobs = signal<readonly JobEntry[] | null>(null);
export const jobsFault = signal<string | null>(null);

const BUSY_MS = 600;
const IDLE_MS = 6000;

/** Follow all jobs until the returned function is called: often while one runs, seldom else, never out of sight. */
export function followJobs(): () => void {
  const own = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = async () => {
    if (!document.hidden) await refreshJobs(own.signal);
    if (own.signal.aborted) return;
    timer = setTimeout(turn, jobs.value?.some(isActive) ? BUSY_MS : IDLE_MS);
  };
  void turn();
  return () => {
    own.abort();
    clearTimeout(timer);
  };
}

/** Ask for the jobs now. */
export async function refreshJobs(stopped?: AbortSignal): Promise<void> {
  try {
    jobs.value = await listJobs(stopped);
    jobsFault.value = null;
  } catch (fault) {
    if (!wasStopped(fault)) jobsFault.value = sentenceOf(fault);
  }
}
