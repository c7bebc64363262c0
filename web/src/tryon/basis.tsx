// What an effect rests on: its kind in sight, its sources on a card, told by the try-on itself.
import type { Kind } from "../api/types";
import { kindMeaning, kindTitle } from "../ui/badge";
import { CardButton } from "../ui/card-button";
import { SourceLines } from "../ui/source-lines";
import { capital } from "./moments";

export interface BasisProps {
  /** What it is the basis of, for readers of the screen. */
  of: string;
  kind: Kind;
  sources: readonly string[];
  references: Readonly<Record<string, string>>;
}

/** The mark of a statement; a button that opens a card with its sources. */
export function Basis({ of, kind, sources, references }: BasisProps) {
  const card = (
    <>
      {capital(kindMeaning(kind))}.
      <SourceLines sources={sources} known={references} />
    </>
  );
  return (
    <CardButton look={`badge ${kind}`} card={card}>
      {kindTitle(kind)}
      <span class="only-read">: what “{of}” rests on</span>
    </CardButton>
  );
}
