// The bibliography, asked once: each source in a line, by its key.
import { signal } from "@preact/signals";
import { get } from "./client";

/** Key -> author, year and title; empty until it has come. A key that is not in it is shown as it is. */
export const references = signal<Readonly<Record<string, string>>>({});

let asked = false;

/** Ask for the bibliography, once; a page without it shows the keys. */
export function needReferences(): void {
  if (asked) return;
  asked = true;
  get<Record<string, string>>("references").then(
    (found) => {
      references.value = found;
    },
    () => {
      asked = false;
    },
  );
}

/** Take the bibliography as given: a page without a server has none to ask. */
export function takeReferences(known: Readonly<Record<string, string>>): void {
  asked = true;
  references.value = known;
}

/** Return how a source is told, by its key. */
export function sourceText(key: string, known: Readonly<Record<string, string>> = references.value): string {
  return key === "user" ? "given by the user" : (known[key] ?? key);
}
