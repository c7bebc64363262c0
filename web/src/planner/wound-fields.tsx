// A wound that a clinician states, and its limits: what the published settings of each option do towards it.
import { Button, Disclosure, NumberInput, SelectField } from "../ui";
import type { Bound, Target } from "./draft";
import { change, draft } from "./state";
import { AIMS, type AimName, capital } from "./words";

const NAMES = Object.keys(AIMS) as AimName[];
const TARGETS = NAMES.filter((name) => name !== "total_radiant_exposure_J_per_cm2");
const BANDS = [
  ["", "not limited"],
  ["low", "low at most"],
  ["moderate", "moderate at most"],
] as const;

/** The stated wound: targets, then what must not be passed. */
export function WoundFields() {
  const { targets, bounds, pigmentBand } = draft.value;
  const stated = targets.length > 0;
  return (
    <Disclosure title="A stated wound" open={stated}>
      <p class="field-help">
        For each option the published settings that come nearest to this wound are looked for. It adds minutes.
      </p>
      {targets.map((target, place) => (
        <TargetRow key={target.name} target={target} place={place} />
      ))}
      <Add label="Add a figure of the wound" names={rest(TARGETS, targets)} onAdd={addTarget} />
      {stated && (
        <>
          <h3 class="planner-small-head">Limits</h3>
          {bounds.map((bound, place) => (
            <BoundRow key={bound.name} bound={bound} place={place} />
          ))}
          <Add label="Add a limit" names={rest(NAMES, bounds)} onAdd={addBound} />
          <SelectField
            label="Dark marks, per session"
            value={pigmentBand ?? ""}
            options={BANDS}
            onChange={(band) => change({ pigmentBand: band || null })}
          />
        </>
      )}
    </Disclosure>
  );
}

function rest(names: readonly AimName[], taken: readonly { name: AimName }[]): AimName[] {
  return names.filter((name) => !taken.some((one) => one.name === name));
}

function addTarget(name: AimName): void {
  change({ targets: [...draft.value.targets, { name, value: null, tolerance: null }] });
}

function addBound(name: AimName): void {
  change({ bounds: [...draft.value.bounds, { name, low: null, high: null }] });
}

function Add({ label, names, onAdd }: { label: string; names: AimName[]; onAdd: (name: AimName) => void }) {
  if (names.length === 0) return null;
  return (
    <SelectField
      label={label}
      value=""
      options={[["", "Choose…"], ...names.map((name) => [name, capital(AIMS[name].title)] as const)]}
      onChange={(name) => name && onAdd(name)}
    />
  );
}

function TargetRow({ target, place }: { target: Target; place: number }) {
  const { title, unit } = AIMS[target.name];
  const { targets } = draft.value;
  const set = (some: Partial<Target>) =>
    change({ targets: targets.map((one, at) => (at === place ? { ...one, ...some } : one)) });
  return (
    <fieldset class="planner-aim">
      <legend>{capital(title)}</legend>
      <NumberInput aria-label={`${title}, ${unit}`} value={target.value} min={0} onChange={(value) => set({ value })} />
      <span aria-hidden="true">±</span>
      <NumberInput
        aria-label={`tolerance, ${unit}`}
        placeholder="5 % of it"
        value={target.tolerance}
        min={0}
        onChange={(tolerance) => set({ tolerance })}
      />
      <span class="unit">{unit}</span>
      <Button look="quiet" onClick={() => change({ targets: targets.filter((_, at) => at !== place) })}>
        Leave out<span class="only-read"> {title}</span>
      </Button>
    </fieldset>
  );
}

function BoundRow({ bound, place }: { bound: Bound; place: number }) {
  const { title, unit } = AIMS[bound.name];
  const { bounds } = draft.value;
  const set = (some: Partial<Bound>) =>
    change({ bounds: bounds.map((one, at) => (at === place ? { ...one, ...some } : one)) });
  return (
    <fieldset class="planner-aim">
      <legend>{capital(title)}</legend>
      <NumberInput
        aria-label={`at least, ${unit}`}
        placeholder="least"
        value={bound.low}
        onChange={(low) => set({ low })}
      />
      <span aria-hidden="true">to</span>
      <NumberInput
        aria-label={`at most, ${unit}`}
        placeholder="most"
        value={bound.high}
        onChange={(high) => set({ high })}
      />
      <span class="unit">{unit}</span>
      <Button look="quiet" onClick={() => change({ bounds: bounds.filter((_, at) => at !== place) })}>
        Leave out<span class="only-read"> the limit of {title}</span>
      </Button>
    </fieldset>
  );
}
