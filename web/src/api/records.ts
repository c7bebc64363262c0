// Saved cases and jobs: what the server keeps on this machine.
import { get, post, put, remove, url } from "./client";
import type { Case } from "./people";
import type { components } from "./schema";
import type { TreatmentFile } from "./types";

type Schemas = components["schemas"];

/** A saved case in a list; a change names the revision that it starts from. */
export type CaseEntry = Schemas["CaseEntry"];
export type CaseKind = CaseEntry["kind"];
export type CasePage = Schemas["CasePage"];

/** A saved case: a person's case for the planner, or a treatment for the laboratory. */
export type SavedCase = Omit<Schemas["SavedCase"], "contents"> & { contents: Case | TreatmentFile };

/** Cases in one file, as they are exported and imported. */
export interface CaseFile {
  photomend_cases: 1;
  cases: Omit<SavedCase, "revision">[];
}

/** A job in a list. */
export type JobEntry = Schemas["JobEntry"];
export type JobKind = JobEntry["kind"];
export type JobState = JobEntry["state"];

/** A job with what was asked. */
export type SavedJob = Omit<Schemas["SavedJob"], "request"> & {
  request: Case | TreatmentFile | { treatments: Record<string, TreatmentFile> };
};

export const MOST_LISTED = 200;

/** Return saved cases whose names hold a text, those saved last first. */
export function listCases(search = "", offset = 0, stop?: AbortSignal): Promise<CasePage> {
  const query = new URLSearchParams({ search, offset: String(offset), limit: String(MOST_LISTED) });
  return get<CasePage>(`cases?${query}`, stop);
}

export function readCase(id: string): Promise<SavedCase> {
  return get<SavedCase>(`cases/${id}`);
}

export function addCase(kind: CaseKind, name: string, contents: SavedCase["contents"], note = ""): Promise<SavedCase> {
  return post<SavedCase>("cases", { kind, name, contents, note });
}

/** Save a case anew; refused where it was saved elsewhere since `known` was read. */
export function changeCase(
  known: Pick<CaseEntry, "id" | "revision">,
  change: Partial<Pick<SavedCase, "name" | "note" | "contents">>,
): Promise<SavedCase> {
  return put<SavedCase>(`cases/${known.id}`, { revision: known.revision, ...change });
}

export function copyCase(id: string): Promise<SavedCase> {
  return post<SavedCase>(`cases/${id}/duplicate`, {});
}

export function deleteCase(id: string): Promise<void> {
  return remove(`cases/${id}`);
}

/** Save the cases of a file, all or none. */
export function importCases(file: unknown): Promise<{ cases: CaseEntry[] }> {
  return post<{ cases: CaseEntry[] }>("cases/import", file);
}

/** Return the address of a file with all cases, or with some. */
export function exportAddress(ids: readonly string[] = []): string {
  const query = new URLSearchParams(ids.map((id) => ["id", id]));
  return url(`cases/export${ids.length > 0 ? `?${query}` : ""}`);
}

/** Ask for a job; the same question asked again is the same job. */
export function askJob(kind: JobKind, request: SavedJob["request"]): Promise<SavedJob> {
  return post<SavedJob>("jobs", { kind, request });
}

export function readJob(id: string, stop?: AbortSignal): Promise<SavedJob> {
  return get<SavedJob>(`jobs/${id}`, stop);
}

export async function listJobs(stop?: AbortSignal): Promise<JobEntry[]> {
  return (await get<{ jobs: JobEntry[] }>("jobs", stop)).jobs;
}

export function resultOf<Result>(id: string, stop?: AbortSignal): Promise<Result> {
  return get<Result>(`jobs/${id}/result`, stop);
}

/** Cancel a job that waits or runs; forget one that has ended. */
export function endJob(id: string): Promise<void> {
  return remove(`jobs/${id}`);
}

/** Return the address of a file of a job, to be saved or to be shown. */
export function fileAddress(id: string, name: string, show = false): string {
  return url(`jobs/${id}/files/${name}${show ? "?show=true" : ""}`);
}

/** Return whether a job waits or runs. */
export function isActive(job: Pick<JobEntry, "state">): boolean {
  return job.state === "queued" || job.state === "running";
}

const EVERY_MS = 400;

/** Follow a job to its end, telling each answer; returns the last. Ends with an AbortError when stopped. */
export async function followJob(id: string, tell: (job: SavedJob) => void, stop: AbortSignal): Promise<SavedJob> {
  for (;;) {
    const job = await readJob(id, stop);
    tell(job);
    if (!isActive(job)) return job;
    await pause(EVERY_MS, stop);
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("stopped", "AbortError"));
    });
  });
}

/** Return whether a fault only says that a request was stopped. */
export function wasStopped(fault: unknown): boolean {
  return fault instanceof DOMException && fault.name === "AbortError";
}
