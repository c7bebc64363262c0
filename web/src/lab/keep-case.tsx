// Keeping a treatment among the cases of this machine.
import { useState } from "preact/hooks";
import { sentenceOf } from "../api/client";
import { addCase } from "../api/records";
import type { TreatmentFile } from "../api/types";
import { link } from "../shell/route";
import { Button, TextField } from "../ui";

/** A name and a button that saves the treatment under it. */
export function KeepCase({ title, treatment }: { title: string; treatment: TreatmentFile }) {
  const [name, setName] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const keep = async (event: Event) => {
    event.preventDefault();
    setSaved(false);
    setFault(null);
    try {
      await addCase("treatment", name ?? title, treatment);
      setSaved(true);
    } catch (error) {
      setFault(sentenceOf(error));
    }
  };
  return (
    <form class="lab-keep" onSubmit={keep}>
      <TextField label="Keep as a case" value={name ?? title} fault={fault} onInput={setName} />
      <Button type="submit">Keep</Button>
      <span role="status" class="small">
        {saved && (
          <>
            Kept on this machine: see <a href={link("cases")}>Cases</a>.
          </>
        )}
      </span>
    </form>
  );
}
