// A try-on without a server: what `photomend export` wrote beside the page, and a face found in this tab.
import { Refused } from "../api/client";
import { takeReferences } from "../api/references";
import { findFaceHere } from "./browser-face";
import type { Source } from "./source";
import type { Choice, Concern, Phototype, TryOn, TryOnRequest } from "./types";
import { unpacked } from "./unpacked";

const INDEX = "courses/index.json";
const AWAY = "The place that this page came from does not answer. Is there a connection?";
export const PRIVACY =
  "The photo stays in this tab: it is read and drawn here, sent nowhere and stored nowhere. Closing the tab forgets it.";

/** What an export holds: `refused` says why a course is not there, by its path. */
export interface Contents {
  version: string;
  phototypes: readonly Phototype[];
  ages_years: readonly number[];
  choices: Readonly<Partial<Record<Concern, readonly Choice[]>>>;
  refused: Readonly<Record<string, string>>;
  /** Author, year and title of each source, by its key. */
  references: Readonly<Record<string, string>>;
}

/** Return a source that reads the files of an export; refused where they are not beside the page. */
export async function staticSource(): Promise<Source> {
  const contents = await read<Contents>(INDEX);
  takeReferences(contents.references);
  return {
    choices: async (concern) => contents.choices[concern] ?? [],
    tryOn: (request, stop) => tryOn(contents, request, stop),
    findFace: (photo, stop) => findFaceHere(photo, file, stop),
    file,
    privacy: PRIVACY,
    offers: {
      concerns: Object.keys(contents.choices) as Concern[],
      phototypes: contents.phototypes,
      published_sessions_only: true,
      sentence: `Computed beforehand by photomend ${contents.version}, for the ages ${inWords(contents.ages_years)}.`,
    },
  };
}

/** Return where a course lies: its concern, its family, then phototype and age. */
export function pathOf(contents: Contents, request: TryOnRequest): string {
  const age = nearest(contents.ages_years, request.age_years);
  return `${request.concern}/${request.family}/${request.phototype}-${age}`;
}

/** Return the entry that is nearest to a value, the smaller of two. */
export function nearest(known: readonly number[], value: number): number {
  return known.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best));
}

/** Return what is said where a course is that of another age. */
export function ageNote(contents: Contents, request: TryOnRequest): readonly string[] {
  const age = nearest(contents.ages_years, request.age_years);
  if (age === request.age_years) return [];
  return [`The export holds the ages ${inWords(contents.ages_years)}; the nearest, ${age}, is shown.`];
}

async function tryOn(contents: Contents, request: TryOnRequest, stop?: AbortSignal): Promise<TryOn> {
  if (!request.family || request.treatment)
    throw new Refused("An export shows published treatments only; choose one of them.", "family");
  const path = pathOf(contents, request);
  const why = contents.refused[path];
  if (why) throw new Refused(why, "family");
  const found = await read<TryOn>(`courses/${path}.json.gz`, stop);
  return { ...found, notes: [...found.notes, ...ageNote(contents, request)] };
}

function file(name: string): string {
  return `data/${name}${name.endsWith(".wasm") ? ".gz" : ""}`;
}

function inWords(ages: readonly number[]): string {
  return ages.length > 1 ? `${ages.slice(0, -1).join(", ")} and ${ages[ages.length - 1]}` : ages.join();
}

async function read<Answer>(path: string, stop?: AbortSignal): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(path, { signal: stop ?? null });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Refused(AWAY);
  }
  if (!answer.ok) throw new Refused(`${path} is not beside this page; copy the whole folder of the export.`);
  return JSON.parse(new TextDecoder().decode(await unpacked(await answer.arrayBuffer()))) as Answer;
}
