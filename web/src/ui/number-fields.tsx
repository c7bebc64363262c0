// Fields for numbers: typed, or set by a slider that shows the same value as a number.
import { useEffect, useId, useState } from "preact/hooks";
import { type FieldProps, Frame, told } from "./field-frame";

export interface NumberFieldProps extends FieldProps {
  /** null: left empty. */
  value: number | null;
  unit?: string;
  min?: number;
  max?: number;
  step?: number | "any";
  placeholder?: string;
  disabled?: boolean;
  /** Called with a number, or null when the field is emptied; not while the text is not a number. */
  onChange: (value: number | null) => void;
}

/** A number that is typed. */
export function NumberField(props: NumberFieldProps) {
  const id = useId();
  return (
    <Frame id={id} {...props}>
      <span class="with-unit">
        <NumberInput id={id} {...props} {...told(id, props)} />
        {props.unit && <span class="unit">{props.unit}</span>}
      </span>
    </Frame>
  );
}

interface NumberInputProps {
  id?: string;
  value: number | null;
  min?: number;
  max?: number;
  step?: number | "any";
  placeholder?: string;
  disabled?: boolean;
  onChange: (value: number | null) => void;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** The box of a number, without name and help; keeps what is typed as it is typed. */
export function NumberInput({ value, onChange, step = "any", ...rest }: NumberInputProps) {
  const [text, setText] = useState(asText(value));
  useEffect(() => {
    setText((typed) => (asNumber(typed) === value ? typed : asText(value)));
  }, [value]);
  return (
    <input
      type="number"
      inputMode="decimal"
      id={rest.id}
      min={rest.min}
      max={rest.max}
      step={step}
      placeholder={rest.placeholder}
      disabled={rest.disabled}
      aria-label={rest["aria-label"]}
      aria-describedby={rest["aria-describedby"]}
      aria-invalid={rest["aria-invalid"]}
      value={text}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        if (typed === "" && event.currentTarget.validity.badInput) return;
        onChange(asNumber(typed));
      }}
      onBlur={() => setText(asText(value))}
    />
  );
}

function asText(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(6)));
}

function asNumber(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}

export interface DialProps extends FieldProps {
  value: number;
  unit: string;
  min: number;
  max: number;
  step?: number;
  /** Equal steps of the slider are equal ratios: for ranges of more than a decade. */
  logarithmic?: boolean;
  onInput: (value: number) => void;
  disabled?: boolean;
}

const STEPS = 200;

/** A slider with the same value as a number to type, and read aloud with its unit. */
export function Dial(props: DialProps) {
  const { value, unit, min, max, logarithmic, onInput } = props;
  const id = useId();
  const step = props.step ?? niceStep((max - min) / STEPS);
  const at = logarithmic ? (STEPS * Math.log(value / min)) / Math.log(max / min) : value;
  const toValue = (place: number) =>
    logarithmic ? round(min * (max / min) ** (place / STEPS), niceStep(min / 20)) : round(place, step);
  return (
    <Frame id={id} {...props}>
      <div class="dial">
        <input
          type="range"
          id={id}
          min={logarithmic ? 0 : min}
          max={logarithmic ? STEPS : max}
          step={logarithmic ? 1 : step}
          value={at}
          disabled={props.disabled}
          aria-valuetext={`${asText(value)} ${unit}`}
          onInput={(event) => onInput(clamp(toValue(Number(event.currentTarget.value)), min, max))}
          {...told(id, props)}
        />
        <span class="with-unit">
          <NumberInput
            value={value}
            min={min}
            max={max}
            disabled={props.disabled}
            aria-label={`${props.label}, number`}
            onChange={(typed) => typed !== null && onInput(typed)}
          />
          <output for={id} class="unit">
            <span class="only-read">{asText(value)} </span>
            {unit}
          </output>
        </span>
      </div>
      <p class="dial-ends" aria-hidden="true">
        <span>{asText(min)}</span>
        <span>{asText(max)}</span>
      </p>
    </Frame>
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Return 1, 2 or 5 times a power of ten near a length, never above it. */
export function niceStep(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return Number(([5, 2, 1].find((head) => head * power <= length * 1.000001)! * power).toPrecision(6));
}

function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(9));
}
