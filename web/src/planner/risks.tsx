// What can go wrong after one session: figures of people, with the words and the sources beside them.
import type { Risk } from "../api/people";
import { Badge, unbroken } from "../ui";
import { Evidence } from "../ui/evidence";
import { boundWords, figuresPath, type IconArray, iconArray, oftenWords, type Scale, standOf } from "./icon-array";
import { capital, eventWords } from "./words";

const TONES = { low: "plain", moderate: "warn", high: "bad" } as const;

/** Of how many people a risk is told, by its event: alike in all options. */
export type PeopleOf = (event: string) => Scale;

/** The risks of one option: those with a figure, then those of which only words can be said. */
export function Risks({ risks, peopleOf }: { risks: readonly Risk[]; peopleOf: PeopleOf }) {
  const counted = risks.filter(({ probability }) => probability);
  const told = risks.filter(({ probability }) => !probability);
  return (
    <section>
      <h4>What can go wrong</h4>
      <p class="small soft">
        Each figure is a person after one session. A course carries more risk than one session; how the risks of one
        person’s sessions add up was not counted.
      </p>
      <p class="planner-legend small">
        <span>
          <i class="planner-key least" aria-hidden="true" /> affected at the low end
        </span>
        <span>
          <i class="planner-key band" aria-hidden="true" /> affected at the high end only
        </span>
        <span>
          <i class="planner-key spared" aria-hidden="true" /> not affected
        </span>
      </p>
      <div class="planner-risks">
        {counted.map((risk) => (
          <Counted key={risk.event} risk={risk} of={peopleOf(risk.event)} />
        ))}
      </div>
      {told.length > 0 && (
        <>
          <h5>How often is not known</h5>
          <ul class="planner-lines">
            {told.map((risk) => (
              <li key={risk.event}>
                <strong>{capital(eventWords(risk.event))}.</strong>
                {risk.upper_bound && ` Counts allow ${boundWords(risk.upper_bound)}.`} {unbroken(risk.statement)}{" "}
                <Evidence kind={risk.kind} sources={risk.sources} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Counted({ risk, of }: { risk: Risk; of: Scale }) {
  const probability = risk.probability!;
  const drawn = iconArray(probability, of);
  const words = oftenWords(probability, of);
  return (
    <article class="planner-risk">
      <h5>
        {capital(eventWords(risk.event))} {risk.band && <Badge tone={TONES[risk.band]}>{`rated ${risk.band}`}</Badge>}
      </h5>
      {drawn ? <Figures array={drawn} words={words} /> : <p class="planner-rare">Too rare to be drawn.</p>}
      <div>
        <p>
          <strong>{capital(words)}</strong> <Evidence kind={probability.kind} sources={risk.sources} />
        </p>
        {risk.outside_tested_range && <p class="planner-outside small">Outside tested range.</p>}
      </div>
      <p class="planner-risk-more small soft">{unbroken(risk.statement)}</p>
    </article>
  );
}

function Figures({ array, words }: { array: IconArray; words: string }) {
  const { columns, rows } = standOf(array);
  return (
    <svg class="planner-figures" viewBox={`0 0 ${columns} ${rows}`} role="img" aria-label={words}>
      <path class="spared" d={figuresPath(array, array.high, array.of)} />
      <path class="band" d={figuresPath(array, array.low, array.high)} />
      <path class="least" d={figuresPath(array, 0, array.low)} />
    </svg>
  );
}
