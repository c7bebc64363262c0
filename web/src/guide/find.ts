// Finding claims: by words that all stand in them, and by verdict.
import type { Claim, ClaimVerdict } from "../api/people";

export type Wanted = "all" | ClaimVerdict;

/** Return the claims that hold all words of a search and have the verdict that is wanted. */
export function find(claims: readonly Claim[], search: string, wanted: Wanted): Claim[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  return claims.filter((claim) => {
    if (wanted !== "all" && claim.verdict !== wanted) return false;
    const text = folded(textOf(claim));
    return words.every((word) => text.includes(word));
  });
}

function textOf(claim: Claim): string {
  const parts = claim.parts.flatMap(({ words, because }) => [words, because]);
  return [claim.id, claim.claim, claim.verdict, claim.basis, claim.outside, ...parts].join(" ");
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Return how many claims have each verdict, those that occur, in the order given. */
export function countByVerdict(claims: readonly Claim[], order: readonly ClaimVerdict[]): [ClaimVerdict, number][] {
  return order.flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count > 0 ? [[verdict, count] as [ClaimVerdict, number]] : [];
  });
}
