// What the rules say of a case, at once: the verdict, why, whom studies speak of, and what was not asked.
import type { Reason, Screening } from "../api/people";
import { Disclosure, Notice } from "../ui";
import { Evidence } from "../ui/evidence";
import { missing } from "./draft";
import { partsOf } from "./reason-parts";
import { draft, screening, screeningBusy, screeningFault } from "./state";
import { ToldLine } from "./told-lines";
import { capital, SCREENING_WORDS, sentence } from "./words";

const FITS = { true: "yes", false: "no", null: "not asked" } as const;

/** The screening of the form as it stands. */
export function ScreeningPanel() {
  const found = screening.value;
  const fault = screeningFault.value;
  const open = missing(draft.value);
  return (
    <section class="planner-screening card" aria-labelledby="planner-screening" aria-busy={screeningBusy.value}>
      <h2 id="planner-screening" tabIndex={-1}>
        Is there a reason not to?
      </h2>
      {open.length > 0 && <p class="soft">Still asked: {open.join(", ")}.</p>}
      {fault && !fault.field && <Notice kind="error">{fault.sentence}</Notice>}
      {fault?.field && <p class="soft">The form has a value that cannot be used; it is marked there.</p>}
      {found && <Found found={found} />}
      <p class="only-read" role="status">
        {found ? spoken(found) : ""}
      </p>
    </section>
  );
}

function spoken(found: Screening): string {
  const count = found.reasons.length;
  const reasons = count === 1 ? "one reason" : `${count} reasons`;
  return `Screening: ${SCREENING_WORDS[found.verdict].title}${count > 0 ? `, ${reasons}` : ""}.`;
}

function Found({ found }: { found: Screening }) {
  const words = SCREENING_WORDS[found.verdict];
  return (
    <>
      <div class={`planner-verdict ${found.verdict}`}>
        <span class="planner-verdict-sign" aria-hidden="true">
          {words.sign}
        </span>
        <p>
          <strong>{words.title}.</strong> {found.statement}
        </p>
      </div>
      {found.reasons.length > 0 && (
        <ul class="planner-reasons">
          {found.reasons.map((reason) => (
            <li key={reason.id}>
              <ReasonLine reason={reason} />
            </li>
          ))}
        </ul>
      )}
      {found.candidate_notes.length > 0 && (
        <Disclosure title="Whom the studies speak of">
          <dl class="planner-notes">
            {found.candidate_notes.map((note) => (
              <div key={note.id}>
                <dt>{FITS[`${note.fits}`]}</dt>
                <dd>
                  <ToldLine line={note} />
                </dd>
              </div>
            ))}
          </dl>
          <p class="small soft">“Yes” and “no” say whether this case is among them.</p>
        </Disclosure>
      )}
      <Disclosure title="What was not asked">
        <p class="small">Of interest to who treats: {sentence(found.not_asked.join("; "))}</p>
      </Disclosure>
    </>
  );
}

function ReasonLine({ reason }: { reason: Reason }) {
  const { head, views } = partsOf(reason);
  return (
    <>
      <span class={`planner-weight ${reason.verdict}`}>{SCREENING_WORDS[reason.verdict].title}</span>
      <span>
        {head} <Evidence kind={reason.kind} grade={reason.grade} sources={reason.sources} />
      </span>
      {views.length > 0 && (
        <ul class="planner-lines">
          {views.map((view) => (
            <li key={view.who}>
              <strong>{capital(view.who)}:</strong> {view.text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** A strip at the foot of a narrow screen that says the verdict while the form is filled in. */
export function ScreeningStrip() {
  const found = screening.value;
  if (!found) return null;
  const words = SCREENING_WORDS[found.verdict];
  const count = found.reasons.length;
  return (
    <button type="button" class={`planner-strip ${found.verdict}`} onClick={() => toHeading()}>
      <span aria-hidden="true">{words.sign}</span> {words.title}
      {count > 0 && `: ${count === 1 ? "one reason" : `${count} reasons`}`}
    </button>
  );
}

function toHeading(): void {
  const heading = document.getElementById("planner-screening");
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
}
