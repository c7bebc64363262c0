// The form of a case. What is asked is asked in plain words; nothing is inferred from something else.
import { useId } from "preact/hooks";
import type { Condition, Phototype } from "../api/people";
import { Button, CheckField, Disclosure, NumberField, SelectField } from "../ui";
import { PriceFields } from "./price-fields";
import { change, clear, draft, screeningFault } from "./state";
import { CONCERNS, CONDITION_GROUPS, capital, PHOTOTYPES, SITES } from "./words";
import { WoundFields } from "./wound-fields";

/** The form of a case; `clinician` adds what only a clinician is asked. */
export function CaseForm({ clinician }: { clinician: boolean }) {
  const given = draft.value;
  return (
    <form class="planner-form card" aria-label="The case" onSubmit={(event) => event.preventDefault()}>
      <div class="planner-form-head">
        <h2>The case</h2>
        <Button look="quiet" onClick={clear}>
          Empty the form
        </Button>
      </div>
      <div class="planner-pair">
        <SelectField
          label="What is to change"
          value={given.concern ?? ""}
          options={[["", "Choose…"], ...CONCERNS.map(([key, words]) => [key, capital(words)] as const)]}
          onChange={(concern) => change({ concern: concern || null })}
        />
        <SelectField
          label="Where"
          value={given.site}
          options={SITES.map(([key, words]) => [key, capital(words)] as const)}
          onChange={(site) => change({ site })}
        />
      </div>
      <NumberField
        label="Age"
        unit="years"
        min={0}
        max={110}
        value={given.age}
        fault={faultOf("person.age_years")}
        onChange={(age) => change({ age })}
      />
      <PhototypeField value={given.phototype} onChange={(phototype) => change({ phototype })} />
      <ConditionFields value={given.conditions} onChange={(conditions) => change({ conditions })} />
      <Disclosure title="A measured skin colour, if there is one" open={given.ita !== null}>
        <NumberField
          label="Individual typology angle (ITA)"
          unit="°"
          min={-90}
          max={90}
          value={given.ita}
          help="From a colour meter. It sets how much light the skin takes up; how skin burns and tans is asked beside it."
          fault={faultOf("person.ita_deg")}
          onChange={(ita) => change({ ita })}
        />
      </Disclosure>
      <Disclosure title="The price of a session, if known" open={given.price !== null}>
        <PriceFields />
      </Disclosure>
      {clinician && <WoundFields />}
    </form>
  );
}

function faultOf(field: string): string | null {
  const fault = screeningFault.value;
  // The field is named above the sentence already.
  return fault?.field === field ? capital(fault.sentence.replace(`${field} = `, "")) : null;
}

function PhototypeField(props: { value: Phototype | null; onChange: (value: Phototype) => void }) {
  const name = useId();
  return (
    <fieldset class="planner-group">
      <legend>How the skin burns and tans</legend>
      <p class="field-help">What strong sun does to skin that is not used to it. It is not the colour of the skin.</p>
      {PHOTOTYPES.map(([key, words]) => (
        <label key={key} class="planner-radio">
          <input type="radio" name={name} checked={props.value === key} onChange={() => props.onChange(key)} />
          <span>
            {capital(words)} <span class="soft">(type {key})</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface ConditionProps {
  value: readonly Condition[];
  onChange: (value: readonly Condition[]) => void;
}

function ConditionFields({ value, onChange }: ConditionProps) {
  const set = (name: Condition, ticked: boolean) =>
    onChange(ticked ? [...value, name] : value.filter((known) => known !== name));
  return (
    <fieldset class="planner-group">
      <legend>What applies</legend>
      <p class="field-help">Only what is ticked is looked at.</p>
      <div class="planner-conditions">
        {CONDITION_GROUPS.map((group) => (
          <fieldset key={group.title}>
            <legend>{group.title}</legend>
            {group.conditions.map(([name, words]) => (
              <CheckField
                key={name}
                label={capital(words)}
                checked={value.includes(name)}
                onChange={(ticked) => set(name, ticked)}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
