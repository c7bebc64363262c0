import { useState } from "preact/hooks";
import { Button } from "./button";

/** A button that copies a text and says that it did. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Select the text and copy it by hand");
    }
    setTimeout(() => setSaid(""), 2500);
  };
  return (
    <>
      <Button look="quiet" onClick={copy}>
        {label}
      </Button>
      <span class="said" role="status">
        {said}
      </span>
    </>
  );
}
