import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

type Props = Omit<ButtonHTMLAttributes, "type" | "disabled" | "children"> & {
  /** "main" for the one action of a form, "quiet" for small ones in a row, "danger" for what cannot be undone. */
  look?: "main" | "plain" | "quiet" | "danger";
  disabled?: boolean;
  type?: "button" | "submit";
  children: ComponentChildren;
};

/** A button. */
export function Button({ look = "plain", type = "button", class: extra, ...rest }: Props) {
  return <button type={type} class={`button ${look}${extra ? ` ${String(extra)}` : ""}`} {...rest} />;
}
