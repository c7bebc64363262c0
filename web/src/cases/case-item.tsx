// One saved case: its name, kind, date and note, and what can be done with it.
import { useRef, useState } from "preact/hooks";
import { type CaseEntry, changeCase, copyCase, exportAddress, readCase } from "../api/records";
import { go } from "../shell/route";
import { Badge, Button, TextField } from "../ui";
import { addressOfCase, dateText } from "./documents";
import { attempt, discard } from "./state";

const KINDS = { treatment: "Treatment", person: "Plan" } as const;

export interface CaseItemProps {
  entry: CaseEntry;
  chosen: boolean;
  onChoose: (id: string, ticked: boolean) => void;
}

/** A case in the list. */
export function CaseItem({ entry, chosen, onChoose }: CaseItemProps) {
  const [editing, setEditing] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => item.current?.querySelector<HTMLElement>(".cases-edit")?.focus());
  };
  return (
    <li class="cases-item card" ref={item}>
      <input
        type="checkbox"
        class="cases-choose"
        aria-label={`Choose ${entry.name}`}
        checked={chosen}
        onChange={(event) => onChoose(entry.id, event.currentTarget.checked)}
      />
      <div>
        <h3>
          {entry.name} <Badge>{KINDS[entry.kind]}</Badge>
        </h3>
        <p class="small soft">Saved {dateText(entry.updated)}</p>
        {!editing && entry.note && <p class="cases-note">{entry.note}</p>}
        {editing ? (
          <EditForm entry={entry} onClose={close} />
        ) : (
          <Actions entry={entry} onEdit={() => setEditing(true)} />
        )}
      </div>
    </li>
  );
}

function Actions({ entry, onEdit }: { entry: CaseEntry; onEdit: () => void }) {
  const of = <span class="only-read"> {entry.name}</span>;
  return (
    <div class="row">
      <Button look="quiet" onClick={() => void attempt(async () => go(addressOfCase(await readCase(entry.id))))}>
        Open{of}
      </Button>
      <Button look="quiet" class="cases-edit" onClick={onEdit}>
        Name and note<span class="only-read"> of {entry.name}</span>
      </Button>
      <Button look="quiet" onClick={() => void attempt(async () => `Saved “${(await copyCase(entry.id)).name}”.`)}>
        Duplicate{of}
      </Button>
      <a class="button quiet" href={exportAddress([entry.id])} download="photomend-case.json">
        Export{of}
      </a>
      <Button look="quiet" onClick={() => void discard(entry)}>
        Delete{of}
      </Button>
    </div>
  );
}

function EditForm({ entry, onClose }: { entry: CaseEntry; onClose: () => void }) {
  const [name, setName] = useState(entry.name);
  const [note, setNote] = useState(entry.note);
  const save = async () => {
    const kept = await changeCase(entry, { name, note });
    onClose();
    return `Saved “${kept.name}”.`;
  };
  return (
    <form
      class="cases-form"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(save);
      }}
    >
      <TextField label="Name" value={name} onInput={setName} />
      <TextField label="Note" multiline value={note} onInput={setNote} />
      <div class="row">
        <Button type="submit" look="main" disabled={name.trim() === ""}>
          Save
        </Button>
        <Button onClick={onClose}>Leave as it was</Button>
      </div>
    </form>
  );
}
