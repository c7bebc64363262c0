// One checked claim: what is said, the verdict on each of its parts, what was computed and reported, and its figures.
import type { Claim, ClaimFigure } from "../api/people";
import { references, sourceText } from "../api/references";
import type { Quantity } from "../api/types";
import { link } from "../shell/route";
import { CopyButton } from "../ui";
import { FigureTable } from "../ui/figure-table";
import { labLinks } from "./lab-links";
import { sees, titleOf } from "./state";
import { Verdict } from "./verdict";

const PAGES: Record<Claim["page"], string> = {
  fractional: "fractional lasers",
  "non-fractional": "full-field lasers",
  both: "lasers of both kinds",
};

export interface ClaimViewProps {
  claim: Claim;
  open: boolean;
  onToggle: () => void;
}

/** A claim, folded to its verdict until it is opened. */
export function ClaimView({ claim, open, onToggle }: ClaimViewProps) {
  return (
    <article class={`guide-claim card ${claim.verdict}`}>
      <div class="guide-claim-head">
        <Verdict verdict={claim.verdict} />
        <h3 id={`guide-${claim.id}`} tabIndex={-1}>
          <button type="button" aria-expanded={open} aria-controls={`guide-${claim.id}-more`} onClick={onToggle}>
            “{claim.claim}”
          </button>
        </h3>
      </div>
      <div id={`guide-${claim.id}-more`} hidden={!open}>
        {open && <Whole claim={claim} />}
      </div>
    </article>
  );
}

function Whole({ claim }: { claim: Claim }) {
  const [computed = "", reported = ""] = claim.basis.replace(/^Computed: /, "").split(/(?:^|\s)Reported: /);
  return (
    <>
      <p class="small soft">Said of {PAGES[claim.page]}.</p>
      <ul class="guide-parts">
        {claim.parts.map((part) => (
          <li key={part.id}>
            <Verdict verdict={part.verdict} />
            <span>
              <strong>{capital(part.words)}.</strong> {part.because}
            </span>
          </li>
        ))}
      </ul>
      <dl class="guide-basis">
        <Basis title="Computed" text={computed} />
        <Basis title="Reported" text={reported} />
        <Basis title="Not covered" text={claim.outside} />
      </dl>
      {claim.figures.length > 0 && <FigureTable caption="Figures" rows={claim.figures.map(figureRow)} />}
      <p class="small">Sources: {claim.sources.map((key) => sourceText(key, references.value)).join("; ")}.</p>
      {sees.value && <Anew claim={claim} />}
      <p class="small no-print">
        <a href={link("guide", [claim.id])}>Link to this claim</a>
      </p>
    </>
  );
}

function Basis({ title, text }: { title: string; text: string }) {
  if (text.trim() === "") return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Anew({ claim }: { claim: Claim }) {
  const links = labLinks(claim.command, titleOf);
  return (
    <>
      {links.length > 0 && (
        <p>
          In the laboratory:{" "}
          {links.map(({ title, address }, place) => (
            <span key={address}>
              {place > 0 && "; "}
              <a href={address}>{title}</a>
            </span>
          ))}
        </p>
      )}
      <div class="guide-command">
        <code>{claim.command}</code>
        <CopyButton text={claim.command} label="Copy the command" />
      </div>
    </>
  );
}

function figureRow({ key, words, quantity }: ClaimFigure): {
  title: string;
  quantity: Quantity;
  style: "plain" | "share";
} {
  const title = capital(
    key.endsWith("_index") ? `${words}, of 10` : key.endsWith("_ratio") ? `${words}, times` : words,
  );
  return { title, quantity, style: key.endsWith("_share") ? "share" : "plain" };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
