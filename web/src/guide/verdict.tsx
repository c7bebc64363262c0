import type { ClaimVerdict } from "../api/people";

export const VERDICTS: readonly ClaimVerdict[] = ["confirmed", "qualified", "contradicted", "unknown"];

const WORDS: Record<ClaimVerdict, readonly [string, string]> = {
  confirmed: ["✓", "Confirmed"],
  qualified: ["±", "Qualified"],
  contradicted: ["×", "Contradicted"],
  unknown: ["?", "Unknown"],
};

/** Return the word of a verdict. */
export function verdictWord(verdict: ClaimVerdict): string {
  return WORDS[verdict][1];
}

/** A verdict in sign, word and colour. */
export function Verdict({ verdict }: { verdict: ClaimVerdict }) {
  const [sign, word] = WORDS[verdict];
  return (
    <span class={`guide-verdict ${verdict}`}>
      <span class="guide-verdict-sign" aria-hidden="true">
        {sign}
      </span>
      {word}
    </span>
  );
}
