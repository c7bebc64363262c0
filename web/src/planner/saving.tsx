// Saving the form as a case, and opening a saved one.
import { useState } from "preact/hooks";
import { sentenceOf } from "../api/client";
import type { Case } from "../api/people";
import { addCase, type CaseEntry, changeCase, listCases } from "../api/records";
import { mayOpen, role } from "../shell/audience";
import { link, replaceAddress } from "../shell/route";
import { Button, Dialog, Notice, TextField } from "../ui";
import { nameOf } from "./draft";
import { isSaved, openCase, saved, wanted } from "./state";

/** Save, save anew, open: with what came of it in one line. */
export function Saving() {
  const [naming, setNaming] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const one = wanted.value;
  const known = saved.value;
  const tell = (work: Promise<string>) => {
    setFault(null);
    work.then(setSaid, (reason: unknown) => {
      setSaid("");
      setFault(sentenceOf(reason));
    });
  };
  return (
    <div class="planner-saving">
      {naming === null ? (
        <div class="row">
          {known && one && (
            <Button disabled={isSaved(one)} onClick={() => tell(saveAgain(one))}>
              Save changes
            </Button>
          )}
          <Button disabled={!one} onClick={() => setNaming(one ? nameOf(one) : "")}>
            {known ? "Save as another case" : "Save as a case"}
          </Button>
          <OpenDialog />
        </div>
      ) : (
        <NameForm
          name={naming}
          onName={setNaming}
          onCancel={() => setNaming(null)}
          onSave={() => {
            if (!one) return;
            tell(saveNew(one, naming));
            setNaming(null);
          }}
        />
      )}
      <p class="said" role="status">
        {said}
        {said && mayOpen(role.value, "cases") && (
          <>
            {" "}
            <a href={link("cases")}>All cases</a>
          </>
        )}
      </p>
      {fault && <Notice kind="error">{fault}</Notice>}
    </div>
  );
}

async function saveNew(one: Case, name: string): Promise<string> {
  saved.value = await addCase("person", name, one);
  replaceAddress(link("planner", [], { case: saved.value.id }));
  return `Saved as “${saved.value.name}” on this machine.`;
}

async function saveAgain(one: Case): Promise<string> {
  saved.value = await changeCase(saved.value!, { contents: one });
  return `Saved “${saved.value.name}”.`;
}

interface NameFormProps {
  name: string;
  onName: (name: string) => void;
  onSave: () => void;
  onCancel: () => void;
}

function NameForm({ name, onName, onSave, onCancel }: NameFormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <TextField
        label="Name of the case"
        value={name}
        help="Kept in a file on this machine; anyone who uses this account of it can open it."
        onInput={onName}
      />
      <div class="row">
        <Button type="submit" look="main" disabled={name.trim() === ""}>
          Save
        </Button>
        <Button onClick={onCancel}>Do not save</Button>
      </div>
    </form>
  );
}

function OpenDialog() {
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<readonly CaseEntry[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const show = () => {
    setOpen(true);
    setFault(null);
    listCases().then(
      (page) => setFound(page.cases.filter(({ kind }) => kind === "person")),
      (reason: unknown) => setFault(sentenceOf(reason)),
    );
  };
  return (
    <>
      <Button onClick={show}>Open a saved case</Button>
      <Dialog title="Open a saved case" open={open} onClose={() => setOpen(false)}>
        {fault && <Notice kind="error">{fault}</Notice>}
        {found?.length === 0 && <p>No case is saved yet. “Save as a case” keeps the form on this machine.</p>}
        <ul class="planner-saved">
          {found?.map((entry) => (
            <li key={entry.id}>
              <button
                type="button"
                class="button"
                onClick={() => {
                  setOpen(false);
                  void openCase(entry.id, true);
                  replaceAddress(link("planner", [], { case: entry.id }));
                }}
              >
                {entry.name}
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
