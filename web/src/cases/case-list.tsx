// The saved cases: find, open, change, copy, delete with a way back, and all of them as one file.
import { useEffect, useState } from "preact/hooks";
import { exportAddress, importCases, MOST_LISTED } from "../api/records";
import { mayOpen, role } from "../shell/audience";
import { link } from "../shell/route";
import { Button, Choice, Notice } from "../ui";
import { CaseItem } from "./case-item";
import { type KindWanted, ofKind, readCaseFile } from "./documents";
import { attempt, casesFault, load, loadMore, page, said, search } from "./state";
import { Undo } from "./undo";

const SEARCH_AFTER_MS = 200;

/** The list with everything around it. */
export function CaseList() {
  const [wanted, setWanted] = useState<KindWanted>("all");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const lab = mayOpen(role.value, "lab");
  const known = page.value?.cases ?? [];
  const shown = ofKind(known, lab ? wanted : "person");
  const picked = shown.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (id: string, ticked: boolean) =>
    setChosen((before) => new Set(ticked ? [...before, id] : [...before].filter((one) => one !== id)));
  return (
    <section aria-labelledby="cases-saved">
      <div class="cases-head">
        <h2 id="cases-saved" tabIndex={-1}>
          Saved cases
        </h2>
        <Files picked={picked} all={lab ? [] : shown.map(({ id }) => id)} any={shown.length > 0} />
      </div>
      {casesFault.value && <Notice kind="error">{casesFault.value}</Notice>}
      <Undo />
      <p class="said" role="status">
        {said.value}
      </p>
      {page.value && search.value === "" && (lab ? page.value.total : shown.length) === 0 ? (
        <Empty />
      ) : (
        <>
          <search class="cases-filter">
            <Search />
            {lab && (
              <Choice
                label="Kind"
                value={wanted}
                options={[
                  ["all", "All"],
                  ["treatment", "Treatments"],
                  ["person", "Plans"],
                ]}
                onChange={setWanted}
              />
            )}
          </search>
          {page.value && shown.length === 0 && <p>No case of this kind has such a name.</p>}
          <ul class="cases-list">
            {shown.map((entry) => (
              <CaseItem key={entry.id} entry={entry} chosen={chosen.has(entry.id)} onChoose={choose} />
            ))}
          </ul>
          {(page.value?.total ?? 0) > known.length && (
            <Button onClick={() => void loadMore()}>Show {MOST_LISTED} more</Button>
          )}
        </>
      )}
    </section>
  );
}

function Search() {
  const [typed, setTyped] = useState(search.value);
  useEffect(() => {
    if (typed === search.value) return;
    const timer = setTimeout(() => {
      search.value = typed;
      void load();
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class="field">
      <div class="field-head">
        <label for="cases-search">Name</label>
      </div>
      <input type="search" id="cases-search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
    </div>
  );
}

interface FilesProps {
  picked: readonly string[];
  /** Which cases "all" means; none named: every one on this machine. */
  all: readonly string[];
  any: boolean;
}

function Files({ picked, all, any }: FilesProps) {
  return (
    <div class="row">
      {any && (
        <a class="button" href={exportAddress(all)} download="photomend-cases.json">
          Export all
        </a>
      )}
      {picked.length > 0 && (
        <a class="button" href={exportAddress(picked)} download="photomend-cases.json">
          Export the {picked.length} chosen
        </a>
      )}
      <label class="button cases-import">
        Import a file
        <input
          type="file"
          class="only-read"
          accept=".json,application/json"
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file) void attempt(() => takeIn(file)).then(() => (input.value = ""));
          }}
        />
      </label>
    </div>
  );
}

async function takeIn(file: File): Promise<string> {
  const { cases } = await importCases(readCaseFile(file.name, await file.text()));
  return cases.length === 1 ? `“${cases[0]!.name}” is saved.` : `${cases.length} cases are saved.`;
}

function Empty() {
  const lab = mayOpen(role.value, "lab");
  return (
    <div class="cases-empty card">
      <p>
        No case is saved yet. A case is {lab && "a treatment as the laboratory is set, or "}a person and a concern as
        the planner is told; opening it again shows the same figures.
      </p>
      <p>
        Cases are kept in a database on this machine, in your user’s data folder or wherever photomend serve was told.
        Nothing is sent anywhere.
      </p>
      <p class="row">
        {lab && <a href={link("lab")}>Open the laboratory</a>}
        <a href={link("planner")}>Open the planner</a>
      </p>
    </div>
  );
}
