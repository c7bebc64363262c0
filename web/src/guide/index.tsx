// The guide: the two procedures in plain words, and the claims that consumer pages make of them, checked.
import { useEffect } from "preact/hooks";
import { needReferences } from "../api/references";
import { link, route } from "../shell/route";
import { Button, Notice } from "../ui";
import { ClaimsView } from "./claims-view";
import "./guide.css";
import { ProcedureView } from "./procedure-view";
import { guides, guidesFault, needGuides } from "./state";

const CLAIMS = "claims";

export default function Guide() {
  useEffect(needReferences, []);
  useEffect(needGuides, []);
  const known = guides.value ?? [];
  const [part = known[0]?.id ?? "", section = null] = route.value.path;
  const guide = known.find(({ id }) => id === part);
  return (
    <div class="page guide">
      <h1>Guide</h1>
      <p class="guide-lead">
        What non-ablative lasers do to skin, line by line with what it rests on.{" "}
        <strong>Educational; not medical advice.</strong>
      </p>
      {guidesFault.value && (
        <Notice kind="error">
          {guidesFault.value} <Button onClick={needGuides}>Ask again</Button>
        </Notice>
      )}
      <nav class="guide-nav no-print" aria-label="Parts of the guide">
        {known.map(({ id, title }) => (
          <a key={id} href={link("guide", [id])} aria-current={id === part ? "page" : undefined}>
            {title}
          </a>
        ))}
        <a href={link("guide", [CLAIMS])} aria-current={known.length > 0 && !guide ? "page" : undefined}>
          Claims, checked
        </a>
      </nav>
      {guide && <ProcedureView key={guide.id} guide={guide} section={section} />}
      {!guide && part !== "" && known.length > 0 && <ClaimsView named={part === CLAIMS ? null : part} />}
      {known.length === 0 && !guidesFault.value && <p class="loading">Loading…</p>}
    </div>
  );
}
