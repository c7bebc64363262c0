// One option among the others: what it is, what it may change, what goes with it, what speaks for and against it.
import type { Option, Risk } from "../api/people";
import type { Quantity } from "../api/types";
import { Button, unbroken } from "../ui";
import { Evidence } from "../ui/evidence";
import { Figure } from "../ui/figure";
import { ChangeSummary } from "./change-bar";
import type { Scale } from "./change-scale";
import { courseCost, moneyRangeText } from "./cost";
import { oftenWords, type Scale as People } from "./icon-array";
import type { PeopleOf } from "./risks";
import { draft } from "./state";
import { ToldLine, ToldLines } from "./told-lines";
import { sentence } from "./words";

export interface OptionCardProps {
  option: Option;
  number: number;
  scale: Scale;
  chosen: boolean;
  peopleOf: PeopleOf;
  onLook: () => void;
}

/** An option as a column; its parts line up with those of the others. */
export function OptionCard({ option, number, scale, chosen, peopleOf, onLook }: OptionCardProps) {
  const laser = option.family !== null;
  return (
    <article class={`planner-option card${chosen ? " chosen" : ""}`} aria-labelledby={`planner-option-${number}`}>
      <header>
        <p class="planner-kind small">{laser ? "Laser" : "Without a laser"}</p>
        <h3 id={`planner-option-${number}`}>
          {number}. {unbroken(option.title)}
        </h3>
        {laser && <Sessions option={option} />}
      </header>
      <div>{option.outside_tested_range && <Outside option={option} />}</div>
      <div>
        {option.expected_change ? (
          <>
            <h4>Expected change after the course</h4>
            <ChangeSummary change={option.expected_change} scale={scale} />
          </>
        ) : (
          option.basis && (
            <p>
              <ToldLine line={option.basis} />
            </p>
          )
        )}
      </div>
      <div>{laser && <Facts option={option} peopleOf={peopleOf} />}</div>
      <div>
        {option.reasons.length > 0 && (
          <>
            <h4>What speaks for it</h4>
            <ToldLines lines={option.reasons} sign="+" />
          </>
        )}
      </div>
      <div>
        {option.against.length > 0 && (
          <>
            <h4>What speaks against it</h4>
            <ToldLines lines={option.against} sign="−" />
          </>
        )}
      </div>
      <footer class="no-print">
        {laser && (
          <Button look={chosen ? "main" : "plain"} onClick={onLook}>
            Recovery, risks, cost, care<span class="only-read"> of option {number}</span>
          </Button>
        )}
      </footer>
    </article>
  );
}

function Sessions({ option }: { option: Option }) {
  return (
    <p class="planner-sessions">
      {option.sessions ? (
        <>
          <Figure quantity={option.sessions} /> {option.sessions.value === 1 ? "session" : "sessions"}
        </>
      ) : (
        "Number of sessions not known"
      )}
      {option.interval_weeks && (
        <>
          , <Figure quantity={{ ...option.interval_weeks, unit: "1" }} /> weeks apart
        </>
      )}
    </p>
  );
}

function Outside({ option }: { option: Option }) {
  return (
    <details class="planner-outside">
      <summary>Outside tested range</summary>
      <ul class="planner-lines small">
        {option.outside_reasons.map((why) => (
          <li key={why}>{sentence(why)}</li>
        ))}
      </ul>
    </details>
  );
}

function Facts({ option, peopleOf }: { option: Option; peopleOf: PeopleOf }) {
  const { price, currency } = draft.value;
  const marks = option.risks.find(({ event }) => event === "hyperpigmentation");
  const cost = option.cost && courseCost(option.cost, option.sessions, { price, currency, sessions: null });
  return (
    <dl class="planner-facts">
      <Fact title="Red for" quantity={option.recovery?.milestones.redness_days ?? null} />
      <Fact title="Pain, 0 to 10" quantity={option.pain} style="tenths" />
      <div>
        <dt>Dark marks, per session</dt>
        <dd>{marks?.probability ? <Marks risk={marks} of={peopleOf(marks.event)} /> : "not known"}</dd>
      </div>
      <div>
        <dt>Cost of the course</dt>
        <dd>{cost ? moneyRangeText(cost.course, cost.currency) : "not known"}</dd>
      </div>
    </dl>
  );
}

function Marks({ risk, of }: { risk: Risk; of: People }) {
  return (
    <>
      {oftenWords(risk.probability!, of)}
      {risk.band && `; rated ${risk.band}`} <Evidence kind={risk.kind} sources={risk.sources} />
    </>
  );
}

interface FactProps {
  title: string;
  quantity: Quantity | null;
  style?: "plain" | "tenths";
}

function Fact({ title, quantity, style = "plain" }: FactProps) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <Figure quantity={quantity} style={style} marked />
      </dd>
    </div>
  );
}
