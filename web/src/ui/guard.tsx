// Keeps the rest of the page when a part of it fails: what stands in its place says so.
import { type ComponentChildren, Fragment } from "preact";
import { useErrorBoundary } from "preact/hooks";

export interface GuardProps {
  children: ComponentChildren;
  /** What is shown where the part cannot be. */
  instead: ComponentChildren;
}

/** Children, or what stands instead of them once they have failed; give it a key to try anew. */
export function Guard({ children, instead }: GuardProps) {
  const [fault] = useErrorBoundary((error: unknown) => console.error(error));
  return <Fragment>{fault ? instead : children}</Fragment>;
}
