// Parts of the page that are fetched when they are first shown; each says so when it cannot be fetched.
import { type ComponentType, createElement } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "../ui/notice";

/** Return a component that loads `load()`'s default export on first use and keeps it. */
export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let found: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [part, setPart] = useState<ComponentType<Props> | null>(() => found);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (found) return;
      load().then(
        (module) => {
          found = module.default;
          setPart(() => module.default);
        },
        () => setFailed(true),
      );
    }, []);
    if (failed)
      return <Notice kind="error">This part of the page did not load. Is photomend serve still running?</Notice>;
    return part ? createElement(part, props) : <p class="loading">Loading…</p>;
  };
}
