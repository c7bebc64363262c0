// The checked claims: found by word and verdict, each with its basis.
import { useEffect, useState } from "preact/hooks";
import { link } from "../shell/route";
import { Button, Choice, Notice, ProgressBar } from "../ui";
import { ClaimView } from "./claim-view";
import { Contents, useArrival } from "./contents";
import { countByVerdict, find, type Wanted } from "./find";
import { claims, claimsFault, needClaims, needTitles, sees } from "./state";
import { VERDICTS, verdictWord } from "./verdict";

/** All claims; `named` is the one that the address names, which is opened. */
export function ClaimsView({ named }: { named: string | null }) {
  const known = claims.value;
  useEffect(needClaims, []);
  useEffect(() => {
    if (sees.value) needTitles();
  }, [sees.value]);
  if (claimsFault.value)
    return (
      <Notice kind="error">
        {claimsFault.value} <Button onClick={needClaims}>Ask again</Button>
      </Notice>
    );
  if (!known)
    return (
      <div role="status">
        <ProgressBar
          label="The figures of the claims are computed; the first time that takes some ten seconds"
          share={null}
        />
      </div>
    );
  return <Known named={named} />;
}

function Known({ named }: { named: string | null }) {
  const known = claims.value ?? [];
  const [search, setSearch] = useState("");
  const [wanted, setWanted] = useState<Wanted>("all");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(named ? [named] : []));
  useEffect(() => {
    if (named) setOpened((before) => new Set([...before, named]));
  }, [named]);
  useArrival(named && `guide-${named}`, true);
  const found = find(known, search, wanted);
  const there = named === null || known.some(({ id }) => id === named);
  const toggle = (id: string) =>
    setOpened((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  return (
    <div class="guide-part">
      <Contents
        current={named ?? ""}
        entries={found.map((claim) => ({
          key: claim.id,
          address: link("guide", [claim.id]),
          title: (
            <>
              <span class={`guide-dot ${claim.verdict}`} aria-hidden="true" />
              {claim.claim}
              <span class="only-read"> {verdictWord(claim.verdict)}</span>
            </>
          ),
        }))}
      />
      <section>
        <h2>Claims, checked</h2>
        <p>
          What consumer pages say of these lasers, held to the model and to studies. Each figure has its range and its
          sources.
        </p>
        {!there && <Notice title="Not found">No claim is called “{named}”.</Notice>}
        <Filter search={search} onSearch={setSearch} wanted={wanted} onWanted={setWanted} />
        <p role="status" class="small soft">
          {found.length === known.length ? `${known.length} claims` : `${found.length} of ${known.length} claims`}
        </p>
        <div class="guide-claims">
          {found.map((claim) => (
            <ClaimView key={claim.id} claim={claim} open={opened.has(claim.id)} onToggle={() => toggle(claim.id)} />
          ))}
        </div>
        {found.length === 0 && <p>No claim holds these words. Fewer words, or all verdicts, find more.</p>}
      </section>
    </div>
  );
}

interface FilterProps {
  search: string;
  onSearch: (search: string) => void;
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
}

function Filter({ search, onSearch, wanted, onWanted }: FilterProps) {
  const counts = countByVerdict(claims.value ?? [], VERDICTS);
  return (
    <search class="guide-filter no-print">
      <div class="field">
        <div class="field-head">
          <label for="guide-search">Words</label>
        </div>
        <input
          type="search"
          id="guide-search"
          value={search}
          placeholder="recovery, collagen, darker skin…"
          onInput={(event) => onSearch(event.currentTarget.value)}
        />
      </div>
      <Choice
        label="Verdict"
        value={wanted}
        options={[
          ["all", "All"],
          ...counts.map(([verdict, count]) => [verdict, `${verdictWord(verdict)} (${count})`] as const),
        ]}
        onChange={onWanted}
      />
    </search>
  );
}
