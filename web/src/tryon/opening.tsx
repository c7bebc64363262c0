// What is asked before anything is shown: age, skin type, what bothers, which kind of treatment, how many sessions.

import { CONCERNS, PHOTOTYPES } from "../planner/words";
import { Button, Notice, NumberField, SelectField, unbroken } from "../ui";
import { answers, chosenFamily, type Fault, LABORATORY, missing } from "./asking";
import { capital } from "./moments";
import type { TryOnState } from "./state";
import type { Choice, Concern, Phototype, TryOn } from "./types";
import { TOO_YOUNG } from "./words";

export interface OpeningProps {
  state: TryOnState;
  /** Name of the treatment that is set in the laboratory; only for clinicians. */
  laboratory: string | null;
}

/** The form, and what stands in the way of an answer. */
export function Opening({ state, laboratory }: OpeningProps) {
  const { asking, source } = state;
  const given = answers.value;
  const { offers } = source;
  const fault = asking.fault.value;
  return (
    <form class="tryon-form card" aria-label="About you" onSubmit={(event) => event.preventDefault()}>
      <div class="tryon-fields">
        <NumberField
          label="Your age"
          unit="years"
          min={0}
          max={110}
          value={given.age}
          fault={faultOf(fault, "age_years")}
          onChange={(age) => asking.change({ age })}
        />
        <SelectField
          label="Your skin type"
          value={given.phototype ?? ""}
          options={[["", "Choose…"], ...typesOf(offers?.phototypes)]}
          help="What strong sun does to your skin. It is asked, never guessed from a photo."
          fault={faultOf(fault, "phototype")}
          onChange={(phototype) => asking.change({ phototype: phototype || null })}
        />
        <SelectField
          label="What bothers you"
          value={given.concern ?? ""}
          options={[["", "Choose…"], ...concernsOf(offers?.concerns)]}
          fault={faultOf(fault, "concern")}
          onChange={(concern) => asking.change({ concern: concern || null, family: null, sessions: null })}
        />
        <Treatment state={state} laboratory={laboratory} />
      </div>
      {offers?.sentence && <p class="small soft">{offers.sentence}</p>}
      <Standing state={state} />
    </form>
  );
}

function Treatment({ state, laboratory }: OpeningProps) {
  const { asking, source } = state;
  const given = answers.value;
  const choices = asking.choices.value;
  const clinician = asking.audience.value === "clinician";
  const family = chosenFamily(given, choices, clinician && laboratory !== null);
  const chosen = choices.find((choice) => choice.family === family) ?? null;
  if (choices.length === 0 && !(clinician && laboratory && given.concern)) return null;
  const own = clinician && laboratory ? [[LABORATORY, `The laboratory’s: ${laboratory}`] as const] : [];
  return (
    <>
      <SelectField
        label="Kind of treatment"
        value={family ?? ""}
        options={[...choices.map((choice) => [choice.family, titleOf(choice, clinician)] as const), ...own]}
        help={chosen ? unbroken(chosen.basis) : undefined}
        fault={faultOf(asking.fault.value, "family") ?? faultOf(asking.fault.value, "treatment")}
        onChange={(next) => asking.change({ family: next, sessions: null })}
      />
      {!source.offers?.published_sessions_only && (
        <NumberField
          label="Sessions"
          min={1}
          max={12}
          step={1}
          value={given.sessions}
          placeholder={chosen?.sessions ? `${Math.round(chosen.sessions.value)}, as published` : "as published"}
          fault={faultOf(asking.fault.value, "sessions")}
          onChange={(sessions) => asking.change({ sessions })}
        />
      )}
    </>
  );
}

function titleOf({ title, device }: Choice, clinician: boolean): string {
  return capital(clinician && device ? `${title}: ${device}` : title);
}

function typesOf(offered?: readonly Phototype[]) {
  const known = PHOTOTYPES.filter(([key]) => !offered || offered.includes(key));
  return known.map(([key, words]) => [key, `Type ${key}: ${words}`] as const);
}

function concernsOf(offered?: readonly Concern[]) {
  const known = CONCERNS.filter(([key]) => !offered || offered.includes(key));
  return known.map(([key, words]) => [key, capital(words)] as const);
}

const OWN_FIELDS = ["age_years", "phototype", "concern", "family", "treatment", "sessions", "photo"];

/** Return the sentence of a fault that stands by a field. */
export function faultOf(fault: Fault | null, field: string): string | null {
  if (!fault?.field) return null;
  const stands = fault.field === field || fault.field.startsWith(`${field}.`);
  // The field is named above the sentence already.
  return stands ? capital(unbroken(fault.sentence.replace(`${fault.field} = `, ""))) : null;
}

// What is still missing, what was refused, what is under way.
function Standing({ state: { asking } }: { state: TryOnState }) {
  const fault = asking.fault.value;
  const open = missing(answers.value);
  if (asking.tooYoung.value) return <p class="tryon-young">{TOO_YOUNG}</p>;
  const elsewhere = fault && !OWN_FIELDS.some((field) => faultOf(fault, field));
  return (
    <>
      {elsewhere && (
        <Notice kind="error">
          {unbroken(fault.sentence)}{" "}
          <Button look="quiet" onClick={() => void again(asking)}>
            Try again
          </Button>
        </Notice>
      )}
      <p class="small soft" role="status">
        {open.length > 0
          ? `Still to answer: ${open.join(", ")}.`
          : asking.busy.value
            ? "Working out what changes…"
            : asking.tryOn.value
              ? shownText(asking.tryOn.value)
              : ""}
      </p>
    </>
  );
}

function shownText({ title, sessions, interval_weeks }: TryOn): string {
  const course = sessions > 1 ? `${sessions} sessions, ${Math.round(interval_weeks)} weeks apart` : "one session";
  return `Shown: ${unbroken(title)}; ${course}.`;
}

async function again(asking: TryOnState["asking"]): Promise<void> {
  if (asking.choices.value.length === 0) await asking.askChoices();
  await asking.ask();
}
