// One key of the treatment as a field: shows what it follows while it is left alone, and gives it back when reset.
import type { Setting } from "../api/types";
import { Button, Dial, NumberField, SelectField } from "../ui";
import { unitText } from "../ui/format";
import { type Origin, type Shown, shownValue, withValue } from "./edited";
import { keyOf } from "./keys";
import { cardOf, change, type Run } from "./slots";
import type { Option } from "./words";

interface FieldProps {
  run: Run;
  name: string;
  label: string;
  help?: string;
}

const ORIGINS: Record<Origin, string> = {
  set: "",
  device: "device default",
  standard: "default",
  unknown: "not given",
};

/** Return what to show for a key of a run. */
export function shownOf(run: Run, name: string): Shown {
  return shownValue(run.edited.value, name, run.scene.value?.summary.treatment ?? null, cardOf(run));
}

/** Set a key of a run; null gives it back to the device. */
export function setKey(run: Run, name: string, value: Setting | null): void {
  change(run.slot, withValue(run.edited.value, name, value));
}

function faultOf(run: Run, name: string): string | null {
  const refusal = run.refusal.value;
  return refusal?.field === name ? refusal.sentence : null;
}

function Aside({ run, name, label, origin }: FieldProps & { origin: Origin }) {
  if (origin !== "set") return <span class="follows">{ORIGINS[origin]}</span>;
  return (
    <Button look="quiet" aria-label={`Reset ${label}`} onClick={() => setKey(run, name, null)}>
      Reset
    </Button>
  );
}

/** A key whose value is a number to type. */
export function NumberKey({ run, name, label, help }: FieldProps) {
  const shown = shownOf(run, name);
  const key = keyOf(name);
  return (
    <NumberField
      label={label}
      help={help}
      unit={unitText(key?.unit ?? "")}
      min={key?.low ?? undefined}
      max={key?.high ?? undefined}
      step={key?.type === "integer" ? 1 : "any"}
      value={typeof shown.value === "number" ? asShown(shown.value, shown.origin) : null}
      fault={faultOf(run, name)}
      aside={<Aside run={run} name={name} label={label} origin={shown.origin} />}
      onChange={(value) => setKey(run, name, value)}
    />
  );
}

const DIGITS = 4;

// What follows the device is rounded for the eye; what was typed stays as it was typed.
function asShown(value: number, origin: Origin): number {
  return origin === "set" ? value : Number(value.toPrecision(DIGITS));
}

interface DialKeyProps extends FieldProps {
  low: number;
  high: number;
  step?: number;
}

const DECADE = 10;

/** A key with a slider between two ends. */
export function DialKey({ run, name, label, help, low, high, step }: DialKeyProps) {
  const shown = shownOf(run, name);
  const key = keyOf(name);
  return (
    <Dial
      label={label}
      help={help}
      unit={unitText(key?.unit ?? "")}
      min={low}
      max={high}
      step={step ?? (key?.type === "integer" ? 1 : undefined)}
      logarithmic={low > 0 && high / low > DECADE && key?.type !== "integer"}
      value={typeof shown.value === "number" ? shown.value : low}
      fault={faultOf(run, name)}
      aside={<Aside run={run} name={name} label={label} origin={shown.origin} />}
      onInput={(value) => setKey(run, name, value)}
    />
  );
}

interface SelectKeyProps extends FieldProps {
  options: readonly Option[];
  /** What choosing does, where it is more than setting the key. */
  onChoose?: (value: string) => void;
}

/** A key whose value is one of a list. */
export function SelectKey({ run, name, label, help, options, onChoose }: SelectKeyProps) {
  const shown = shownOf(run, name);
  return (
    <SelectField
      label={label}
      help={help}
      options={options}
      value={String(shown.value ?? "")}
      fault={faultOf(run, name)}
      aside={<Aside run={run} name={name} label={label} origin={shown.origin} />}
      onChange={(value) => (onChoose ?? ((chosen: string) => setKey(run, name, chosen)))(value)}
    />
  );
}
