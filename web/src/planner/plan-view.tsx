// A plan on the page: options side by side, one of them looked at closely, kinds of treatment, questions, sources.
import type { Ref, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Option, Plan } from "../api/people";
import { fileAddress } from "../api/records";
import { references, sourceText } from "../api/references";
import { Button, Choice, Disclosure, Notice, unbroken } from "../ui";
import { scaleOf } from "./change-scale";
import { peopleFor } from "./icon-array";
import { Kinds } from "./kinds";
import { OptionCard } from "./option-card";
import { OptionDetail } from "./option-detail";
import "./options.css";
import "./detail.css";
import type { Made } from "./state";
import { ToldLines } from "./told-lines";
import { CONCERNS, capital, SITES, wordsOf } from "./words";

export interface PlanViewProps {
  made: Made;
  heading: Ref<HTMLHeadingElement>;
  /** The form was changed since the plan was made. */
  outdated: boolean;
}

/** The whole plan. */
export function PlanView({ made, heading, outdated }: PlanViewProps) {
  const { plan } = made;
  const frame = useRef<HTMLDivElement>(null);
  usePrinted(frame);
  return (
    <div class="planner-plan" ref={frame}>
      <header class="planner-plan-head">
        <div>
          <h2 ref={heading} tabIndex={-1}>
            Options side by side
          </h2>
          <p class="soft">{caseWords(plan)}</p>
        </div>
        <Files made={made} />
      </header>
      {outdated && (
        <Notice kind="warning" title="Changed since">
          The form asks something else now; these options answer what it asked before.
        </Notice>
      )}
      {plan.screening.verdict === "postpone" && (
        <Notice kind="warning" title="Put off for now">
          What follows is for looking ahead.
        </Notice>
      )}
      {plan.options.length > 0 ? <Options plan={plan} /> : <p>No options are set out. {plan.screening.statement}</p>}
      <Kinds kinds={plan.comparison} />
      {plan.questions.length > 0 && (
        <section aria-labelledby="planner-questions">
          <h2 id="planner-questions">Questions to ask</h2>
          <ToldLines lines={plan.questions} />
        </section>
      )}
      <Sources plan={plan} />
    </div>
  );
}

// What is folded would be missing on paper, and light letters would not show: the page is unfolded and light while
// it is printed, and as it was again afterwards.
function usePrinted(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let folded: HTMLDetailsElement[] = [];
    let theme: string | undefined;
    const page = document.documentElement;
    const unfold = () => {
      theme = page.dataset.theme;
      page.dataset.theme = "light";
      folded = [...(frame.current?.querySelectorAll<HTMLDetailsElement>("details:not([open])") ?? [])];
      for (const one of folded) one.open = true;
    };
    const fold = () => {
      if (theme) page.dataset.theme = theme;
      for (const one of folded) one.open = false;
    };
    addEventListener("beforeprint", unfold);
    addEventListener("afterprint", fold);
    return () => {
      removeEventListener("beforeprint", unfold);
      removeEventListener("afterprint", fold);
    };
  }, []);
}

function caseWords({ case: { person, goal } }: Plan): string {
  const { age_years: age, phototype } = person;
  return `${capital(wordsOf(CONCERNS, goal.concern))}, ${wordsOf(SITES, goal.site)}; ${age} years, skin type ${phototype}.`;
}

function Files({ made }: { made: Made }) {
  return (
    <div class="row no-print">
      <a class="button" href={fileAddress(made.job, "report.html", true)} target="_blank" rel="noopener">
        Printable report
      </a>
      <a class="button" href={fileAddress(made.job, "report.html")} download="plan.html">
        Save the report
      </a>
      <Button onClick={() => print()}>Print this page</Button>
    </div>
  );
}

function Options({ plan }: { plan: Plan }) {
  const { options } = plan;
  const first = options.findIndex((option) => option.family !== null);
  const [looked, setLooked] = useState(Math.max(0, first));
  const detail = useRef<HTMLElement>(null);
  const look = (place: number) => {
    setLooked(place);
    requestAnimationFrame(() => detail.current?.querySelector<HTMLElement>(".planner-detail.chosen h3")?.focus());
  };
  const scale = scaleOf(options);
  const peopleOf = (event: string) => peopleFor(probabilitiesOf(options, event));
  return (
    <>
      <p>
        The order follows how much was studied; it is not a recommendation. Change is the share of what was there that
        is gone, in the middle person; brackets hold eight of ten people.
      </p>
      <div class="planner-options" style={{ "--columns": Math.min(4, options.length) }}>
        {options.map((option, place) => (
          <OptionCard
            key={option.title}
            option={option}
            number={place + 1}
            scale={scale}
            chosen={place === looked}
            peopleOf={peopleOf}
            onLook={() => look(place)}
          />
        ))}
      </div>
      {first >= 0 && (
        <section class="planner-details" ref={detail} aria-label="One option closely">
          <Which options={options} looked={looked} onChange={setLooked} />
          {options.map(
            (option, place) =>
              option.family !== null && (
                <article key={option.title} class={`planner-detail card${place === looked ? " chosen" : ""}`}>
                  <h3 tabIndex={-1}>
                    {place + 1}. {unbroken(option.title)}
                  </h3>
                  <OptionDetail option={option} of={plan.case} peopleOf={peopleOf} />
                </article>
              ),
          )}
        </section>
      )}
    </>
  );
}

function probabilitiesOf(options: readonly Option[], event: string) {
  return options.flatMap(({ risks }) => risks.flatMap((risk) => (risk.event === event && risk.probability) || []));
}

interface WhichProps {
  options: readonly Option[];
  looked: number;
  onChange: (place: number) => void;
}

function Which({ options, looked, onChange }: WhichProps) {
  const lasers = options.flatMap((option, place) =>
    option.family === null ? [] : [[String(place), `${place + 1}. ${unbroken(option.title)}`] as const],
  );
  return (
    <div class="no-print">
      <h2>One option closely</h2>
      {lasers.length > 1 && (
        <Choice
          label="Option"
          quiet
          value={String(looked)}
          options={lasers}
          onChange={(place) => onChange(Number(place))}
        />
      )}
    </div>
  );
}

function Sources({ plan }: { plan: Plan }) {
  return (
    <Disclosure title={`Sources (${plan.sources.length})`}>
      <ol class="planner-sources small">
        {plan.sources.map((key) => (
          <li key={key}>{sourceText(key, references.value)}</li>
        ))}
      </ol>
    </Disclosure>
  );
}
