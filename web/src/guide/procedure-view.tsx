// One procedure, section by section: each line with the mark of what it rests on, and the claim that goes with it.
import type { GuideLine, Procedure } from "../api/people";
import { labLink, link } from "../shell/route";
import { Evidence } from "../ui/evidence";
import { Contents, useArrival } from "./contents";
import { sees } from "./state";

type Section = Exclude<keyof Procedure, "id" | "title" | "page">;

const SECTIONS: readonly (readonly [Section, string])[] = [
  ["overview", "In short"],
  ["how_it_works", "How it works"],
  ["devices", "Lasers"],
  ["treats", "What it is used for"],
  ["recovery", "Recovery"],
  ["ideal_candidate", "Whom studies speak of"],
  ["not_recommended_for", "For whom not, or not now"],
  ["side_effects", "What may follow"],
  ["pros", "What speaks for it"],
  ["cons", "What speaks against it"],
  ["cost", "Cost"],
];

/** A guide to one procedure; `section` is the one that the address names. */
export function ProcedureView({ guide, section }: { guide: Procedure; section: string | null }) {
  const shown = SECTIONS.filter(([name]) => guide[name].length > 0 && (name !== "devices" || sees.value));
  useArrival(section && `guide-${section}`, true);
  return (
    <div class="guide-part">
      <Contents
        current={section ?? ""}
        entries={shown.map(([name, title]) => ({ key: name, title, address: link("guide", [guide.id, name]) }))}
      />
      <article>
        <h2>{guide.title}</h2>
        {shown.map(([name, title]) => (
          <section key={name} aria-labelledby={`guide-${name}`}>
            <h3 id={`guide-${name}`} tabIndex={-1}>
              {title}
            </h3>
            <ul class="guide-lines">
              {guide[name].map((line) => (
                <li key={line.text}>
                  <Line line={line} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </article>
    </div>
  );
}

function Line({ line }: { line: GuideLine }) {
  return (
    <>
      {line.text} <Evidence kind={line.kind} sources={line.sources} />{" "}
      {line.claim && (
        <a class="guide-see small" href={link("guide", [line.claim])}>
          checked claim<span class="only-read"> on: {line.text}</span>
        </a>
      )}
      {line.device && sees.value && (
        <a class="guide-see small" href={labLink({ "handpiece.device": line.device })}>
          in the laboratory<span class="only-read">: {line.text}</span>
        </a>
      )}
    </>
  );
}
