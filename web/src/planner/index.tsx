// The planner: a case is asked, looked at, and its options set out side by side. It names possibilities, no directive.
import { useEffect, useRef } from "preact/hooks";
import { needReferences } from "../api/references";
import { role } from "../shell/audience";
import { route } from "../shell/route";
import { Button, Guard, Notice, ProgressBar } from "../ui";
import { CaseForm } from "./case-form";
import { audienceOf, missing } from "./draft";
import "./planner.css";
import { PlanView } from "./plan-view";
import { Saving } from "./saving";
import { ScreeningPanel, ScreeningStrip } from "./screening";
import {
  cancel,
  draft,
  forgetScreening,
  heldBack,
  job,
  openCase,
  outdated,
  planFault,
  screen,
  screening,
  setAside,
  setOut,
  shown,
  takeUp,
  wanted,
} from "./state";

const SCREEN_AFTER_MS = 200;

export default function Planner() {
  const clinician = audienceOf(role.value) === "clinician";
  useEffect(needReferences, []);
  useAddress();
  useScreening();
  return (
    <div class="page planner">
      <h1>Planner</h1>
      <p class="planner-lead">
        What can be done about a concern, what it may change, what healing and risks go with it, and what it costs.{" "}
        <strong>Educational; not medical advice.</strong>
      </p>
      <div class="planner-ask no-print">
        <div>
          <CaseForm clinician={clinician} />
          <ScreeningStrip />
        </div>
        <div class="planner-side">
          <ScreeningPanel />
          <Actions />
        </div>
      </div>
      <Result />
    </div>
  );
}

// The address may name a job to take up, or a saved case to open.
function useAddress(): void {
  const { job: named, case: saved } = route.value.values;
  useEffect(() => {
    if (named) void takeUp(named);
    else if (saved) void openCase(saved);
  }, [named, saved]);
}

function useScreening(): void {
  const one = wanted.value;
  const asked = JSON.stringify(one && { ...one, wound: null, limits: null });
  useEffect(() => {
    if (!one) return forgetScreening();
    const timer = setTimeout(() => void screen(one), SCREEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [asked]);
}

function Actions() {
  const open = missing(draft.value);
  const refused = screening.value?.verdict === "refuse";
  const busy = job.value && (job.value.state === "queued" || job.value.state === "running");
  return (
    <section class="planner-actions card" aria-label="Options">
      {busy ? (
        <Working />
      ) : (
        <>
          <Button look="main" disabled={open.length > 0 || refused} onClick={() => void setOut()}>
            {shown.value && outdated.value ? "Set out the options anew" : "Set out the options"}
          </Button>
          {refused && <p class="small">No options are set out for this case; the reason stands above.</p>}
          {!refused && open.length === 0 && !shown.value && (
            <p class="small soft">Each option is simulated on this skin; that takes half a minute or more.</p>
          )}
        </>
      )}
      {planFault.value && <Notice kind="error">{planFault.value}</Notice>}
      {heldBack.value && (
        <p class="small">A plan was made for a clinician. It is not shown here; set out the options anew.</p>
      )}
      <Saving />
    </section>
  );
}

function Working() {
  const known = job.value!;
  const waiting = known.state === "queued";
  const label = waiting ? `Waiting${known.ahead > 0 ? `, ${known.ahead} before it` : ""}` : "Setting out the options";
  return (
    <div class="row">
      <ProgressBar label={label} share={waiting ? null : known.share} />
      <Button look="quiet" onClick={() => void cancel()}>
        Cancel
      </Button>
    </div>
  );
}

// A plan that broke off half shown is put aside; the form and the button that asks anew stay.
function Outgrown({ id }: { id: string }) {
  useEffect(() => setAside(id), [id]);
  return null;
}

function Result() {
  const found = shown.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(found);
  useEffect(() => {
    if (found && found !== before.current) heading.current?.focus();
    before.current = found;
  }, [found]);
  const done = found && !outdated.value;
  return (
    <>
      <p class="only-read" role="status">
        {job.value?.state === "running" ? "The options are being set out." : done ? "The options are set out." : ""}
      </p>
      {found && (
        <Guard key={found.job} instead={<Outgrown id={found.job} />}>
          <PlanView made={found} heading={heading} outdated={outdated.value} />
        </Guard>
      )}
    </>
  );
}
