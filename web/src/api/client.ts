// Requests to the server. A refusal is a `Refused` with one sentence for the reader and, where known, the field.
import type { Refusal } from "./types";

const ROOT = "api/v1";

/** What the server would not do, in one sentence. */
export class Refused extends Error {
  readonly field: string | null;
  readonly status: number;

  constructor(sentence: string, field: string | null = null, status = 0) {
    super(sentence);
    this.name = "Refused";
    this.field = field;
    this.status = status;
  }
}

export const GONE = "The server does not answer. Is photomend serve still running?";

/** Nobody answered, which may pass by itself. */
export class Unanswered extends Refused {
  constructor() {
    super(GONE);
    this.name = "Unanswered";
  }
}

/** Return the address of something under /api/v1: url("devices"). */
export function url(path: string): string {
  return `${ROOT}/${path}`;
}

/** Return an answer as JSON. */
export async function get<Answer>(path: string, stop?: AbortSignal): Promise<Answer> {
  return (await ask("GET", path, undefined, stop)).json() as Promise<Answer>;
}

/** Send JSON and return the answer as JSON. */
export async function post<Answer>(path: string, body: unknown, stop?: AbortSignal): Promise<Answer> {
  return (await ask("POST", path, body, stop)).json() as Promise<Answer>;
}

/** Replace what is at a path and return the answer as JSON. */
export async function put<Answer>(path: string, body: unknown): Promise<Answer> {
  return (await ask("PUT", path, body)).json() as Promise<Answer>;
}

/** Delete what is at a path. */
export async function remove(path: string): Promise<void> {
  await ask("DELETE", path);
}

/** Send JSON, or only ask where there is no body, and return the answer as bytes: a picture, a file. */
export async function bytes(path: string, body?: unknown, stop?: AbortSignal): Promise<Blob> {
  return (await ask(body === undefined ? "GET" : "POST", path, body, stop)).blob();
}

async function ask(method: string, path: string, body?: unknown, stop?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  let answer: Response;
  try {
    answer = await fetch(url(path), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: stop ?? null,
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Unanswered();
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** Return the refusal that an answer carries; a sentence of our own where it carries none. */
export async function refusal(answer: Response): Promise<Refused> {
  const told = (await answer.json().catch(() => null)) as Partial<Refusal> | null;
  const sentence = typeof told?.sentence === "string" ? told.sentence : plainSentence(answer.status);
  return new Refused(sentence, typeof told?.field === "string" ? told.field : null, answer.status);
}

function plainSentence(status: number): string {
  if (status === 404) return "That is not there any more.";
  if (status === 413) return "That is too large for the server.";
  if (status >= 500) return "The server failed at this; its terminal says more.";
  return `The server refused this (status ${status}).`;
}

/** Return what to tell the reader about any fault. */
export function sentenceOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
