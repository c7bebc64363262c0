import { useEffect, useState } from "preact/hooks";

/** Return a value as it was when it last stayed the same for a while; the first one at once. */
export function useSettled<Value>(value: Value, milliseconds: number, changes: readonly unknown[] = [value]): Value {
  const [settled, setSettled] = useState<Value>(() => value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), milliseconds);
    return () => clearTimeout(timer);
  }, changes);
  return settled;
}
