// Fields of forms, each one column wide: lists, text, boxes to tick, choices in sight.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { type FieldProps, Frame, told } from "./field-frame";

export interface SelectFieldProps<Value extends string> extends FieldProps {
  value: Value;
  /** Choices, or groups of choices. */
  options:
    | readonly (readonly [Value, string])[]
    | readonly { group: string; options: readonly (readonly [Value, string])[] }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** A choice of one from a list. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <Frame id={id} {...props}>
      <select
        id={id}
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.value as Value)}
        {...told(id, props)}
      >
        {props.options.map((entry) =>
          "group" in entry ? (
            <optgroup key={entry.group} label={entry.group}>
              {entry.options.map(option)}
            </optgroup>
          ) : (
            option(entry)
          ),
        )}
      </select>
    </Frame>
  );
}

function option([value, title]: readonly [string, string]) {
  return (
    <option key={value} value={value}>
      {title}
    </option>
  );
}

export interface TextFieldProps extends FieldProps {
  value: string;
  placeholder?: string;
  multiline?: boolean;
  onInput: (value: string) => void;
}

/** Text that is typed. */
export function TextField(props: TextFieldProps) {
  const id = useId();
  const given = {
    id,
    value: props.value,
    placeholder: props.placeholder,
    onInput: (event: { currentTarget: { value: string } }) => props.onInput(event.currentTarget.value),
    ...told(id, props),
  };
  return (
    <Frame id={id} {...props}>
      {props.multiline ? <textarea rows={4} {...given} /> : <input type="text" {...given} />}
    </Frame>
  );
}

export interface CheckFieldProps {
  label: ComponentChildren;
  checked: boolean;
  help?: ComponentChildren;
  onChange: (checked: boolean) => void;
}

/** A box to tick. */
export function CheckField({ label, checked, help, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {help && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

export interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
  /** Hide the name from sight; it is still read aloud. */
  quiet?: boolean;
}

/** A choice of one of few, all in sight: radio buttons drawn as one bar. */
export function Choice<Value extends string>({ label, value, options, onChange, quiet }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={quiet ? "only-read" : undefined}>{label}</legend>
      <div class="choice-bar">
        {options.map(([key, title]) => (
          <label key={key} class={key === value ? "chosen" : undefined}>
            <input type="radio" name={name} checked={key === value} onChange={() => onChange(key)} />
            <span>{title}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
export { Dial, NumberField, NumberInput } from "./number-fields";
