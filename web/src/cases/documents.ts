// Cases and jobs as other parts of the page take them: a treatment as an address, a case as a file.
import type { CaseEntry, CaseFile, JobEntry, SavedCase, SavedJob } from "../api/records";
import type { TreatmentFile } from "../api/types";
import { labLink, link } from "../shell/route";

type Values = Record<string, string | number>;

/** Return the values of a treatment file by dotted key, lists with commas; what is not given is left out. */
export function dotted(contents: object, before = ""): Values {
  return Object.assign(
    {},
    ...Object.entries(contents).map(([key, value]: [string, unknown]) => {
      const name = before ? `${before}.${key}` : key;
      if (typeof value === "number" || typeof value === "string") return { [name]: value };
      if (typeof value === "boolean" || Array.isArray(value)) return { [name]: String(value) };
      return value !== null && typeof value === "object" ? dotted(value, name) : {};
    }),
  ) as Values;
}

/** Return the address that opens a saved case: a treatment in the laboratory, a person's case in the planner. */
export function addressOfCase(found: SavedCase): string {
  return found.kind === "person" ? link("planner", [], { case: found.id }) : labLink(dotted(found.contents));
}

/** Return the address that shows what a job computed; null where no view shows it. */
export function addressOfJob(job: SavedJob): string | null {
  if (job.kind === "plan") return link("planner", [], { job: job.id });
  if (job.kind === "simulate") return labLink(dotted(job.request));
  const [first, second, ...others] = Object.values(
    (job.request as { treatments: Record<string, TreatmentFile> }).treatments,
  );
  if (!first || !second || others.length > 0) return null;
  const beside = Object.entries(dotted(second)).map(([key, value]) => [`b.${key}`, value] as const);
  return labLink({ ...dotted(first), ...Object.fromEntries(beside) });
}

/** Return a file that brings a deleted case back as it was: with its name, its note and its dates. */
export function fileOf(found: SavedCase): CaseFile {
  const { id, name, kind, contents, note, created, updated } = found;
  return { photomend_cases: 1, cases: [{ id, name, kind, contents, note, created, updated }] };
}

/** Return what a file of cases holds; raises an Error with one sentence for a text that is no such file. */
export function readCaseFile(name: string, text: string): unknown {
  try {
    const found: unknown = JSON.parse(text);
    if (found !== null && typeof found === "object" && !Array.isArray(found)) return found;
  } catch {
    // Not JSON: told below like any other file that holds no cases.
  }
  throw new Error(`“${name}” is no file of cases; choose one that photomend wrote.`);
}

export type KindWanted = "all" | CaseEntry["kind"];

/** Return the cases of a kind. */
export function ofKind(entries: readonly CaseEntry[], wanted: KindWanted): CaseEntry[] {
  return entries.filter(({ kind }) => wanted === "all" || kind === wanted);
}

/** Return the jobs to list: who may not open the laboratory sees plans alone, for other jobs are named by devices. */
export function jobsFor(jobs: readonly JobEntry[], lab: boolean): JobEntry[] {
  return jobs.filter(({ kind }) => lab || kind === "plan");
}

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Return a moment as the reader's own date and time. */
export function dateText(moment: string): string {
  const found = new Date(moment);
  return Number.isNaN(found.getTime()) ? moment : DATE.format(found);
}
