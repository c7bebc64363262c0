// What every field has: a visible name, a line of help, a fault in words; all tied to the control.
import type { ComponentChildren } from "preact";

export interface FieldProps {
  label: string;
  help?: ComponentChildren;
  /** What is wrong with the value, in one sentence. */
  fault?: string | null;
  /** Beside the name: a reset, a badge. */
  aside?: ComponentChildren;
}

interface FrameProps extends FieldProps {
  id: string;
  children: ComponentChildren;
}

/** A field round its control. */
export function Frame({ id, label, help, fault, aside, children }: FrameProps) {
  return (
    <div class={`field${fault ? " faulty" : ""}`}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside}
      </div>
      {children}
      {help && (
        <div class="field-help" id={`${id}-help`}>
          {help}
        </div>
      )}
      {fault && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

/** Return what ties a control to its help and its fault. */
export function told(id: string, { help, fault }: FieldProps) {
  const by = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return { "aria-describedby": by || undefined, "aria-invalid": fault ? true : undefined };
}
