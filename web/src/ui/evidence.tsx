// What a statement or a figure rests on: its kind in sight; grade and sources on a card.
import type { Kind } from "../api/types";
import { kindMeaning, kindTitle } from "./badge";
import { CardButton } from "./card-button";
import { SourceLines } from "./source-lines";

export interface EvidenceProps {
  kind: Kind;
  /** How sure a statement is, in the words of its grade. */
  grade?: string;
  sources: readonly string[];
}

/** The mark behind a statement; a button that opens a card with grade and sources. */
export function Evidence({ kind, grade, sources }: EvidenceProps) {
  return (
    <CardButton
      look={`badge ${kind}`}
      card={
        <>
          {capital(kindMeaning(kind))}.{grade && <span class="card-line">How sure: {grade}.</span>}
          <SourceLines sources={sources} />
        </>
      }
    >
      {kindTitle(kind)}
    </CardButton>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
