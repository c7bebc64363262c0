// Sources on a card: the first ones of many, and how many are left to the tables.
import { useEffect } from "preact/hooks";
import { needReferences, references, sourceText } from "../api/references";

const MOST_SOURCES = 6;

export interface SourceLinesProps {
  sources: readonly string[];
  /** Key -> author, year and title, where the caller has them; else the whole bibliography is asked. */
  known?: Readonly<Record<string, string>> | undefined;
}

/** The sources of a figure or a statement; nothing where there are none. */
export function SourceLines({ sources, known }: SourceLinesProps) {
  useEffect(() => {
    if (!known) needReferences();
  }, [known === undefined]);
  if (sources.length === 0) return null;
  const more = sources.length - MOST_SOURCES;
  return (
    <span class="card-line">
      Sources:
      {sources.slice(0, MOST_SOURCES).map((key) => (
        <span key={key} class="source">
          {sourceText(key, known ?? references.value)}
        </span>
      ))}
      {more > 0 && <span class="source">and {more} more, in the list of sources</span>}
    </span>
  );
}
