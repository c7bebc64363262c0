// For a clinician: the published ranges of the dial, and what they do towards a wound that was stated.
import type { Case, Option, StatedChoice, StatedWound } from "../api/people";
import type { Quantity } from "../api/types";
import { labLink } from "../shell/route";
import { Evidence } from "../ui/evidence";
import { FigureTable } from "../ui/figure-table";
import { aimWords, DIALS, sentence } from "./words";

type Figures = Readonly<Record<string, Quantity>>;

/** Published settings of an option, and a link to the laboratory that shows their middle on this skin. */
export function Settings({ option, of }: { option: Option; of: Case }) {
  if (!option.settings || !option.device) return null;
  return (
    <section>
      <h4>Published settings</h4>
      <p>
        {option.device_title}. What studies and clearances used, with their ranges; not an instruction.{" "}
        <a href={labLink(inLaboratory(option.device, option.settings, of))}>Their middle in the laboratory</a>
      </p>
      <FigureTable
        caption="Published ranges"
        rows={Object.entries(option.settings).map(([name, quantity]) => ({ title: DIALS[name] ?? name, quantity }))}
      />
      {option.stated_wound && <Stated found={option.stated_wound} device={option.device} of={of} />}
      {option.stated_wound_why && (
        <p>
          <strong>The stated wound.</strong> {option.stated_wound_why}
        </p>
      )}
    </section>
  );
}

/** Return the treatment that the laboratory shows: a laser at some settings on the skin of a case, by dotted key. */
export function inLaboratory(device: string, settings: Figures, of: Case): Record<string, string | number> {
  const dials = Object.entries(settings).map(([name, { value }]) => [`settings.${name}`, value] as const);
  return {
    "handpiece.device": device,
    ...Object.fromEntries(dials),
    "skin.site": of.goal.site,
    "skin.phototype": of.person.phototype,
    "skin.age_years": of.person.age_years,
    ...(of.person.ita_deg === null ? {} : { "skin.ita_deg": of.person.ita_deg }),
  };
}

function Stated({ found, device, of }: { found: StatedWound; device: string; of: Case }) {
  return (
    <section class="planner-stated">
      <h5>
        The stated wound: {found.reached ? "reached within what was published" : "not reached"}{" "}
        <Evidence kind={found.kind} sources={found.sources} />
      </h5>
      <p>
        {found.statement} {found.worst_case}
      </p>
      {found.held_by.length > 0 && (
        <ul class="planner-lines">
          {found.held_by.map((why) => (
            <li key={why}>{sentence(why)}</li>
          ))}
        </ul>
      )}
      <FigureTable
        caption="What was stated, and what must not be passed"
        rows={[
          ...Object.entries(found.targets).map(([name, quantity]) => aimRow(name, quantity)),
          ...Object.entries(found.limits).flatMap(([name, ends]) =>
            Object.entries(ends).map(([end, quantity]) => aimRow(name, quantity, ENDS[end] ?? end)),
          ),
        ]}
      />
      <Choice title="Nearest" choice={found.nearest} device={device} of={of} />
      {found.robust && <Choice title="Best in its worst case" choice={found.robust} device={device} of={of} />}
      <p class="small soft">{found.note}</p>
    </section>
  );
}

function Choice(props: { title: string; choice: StatedChoice; device: string; of: Case }) {
  const { title, choice, device, of } = props;
  return (
    <div>
      <FigureTable
        caption={`${title}: settings and figures, by the model`}
        rows={[
          ...Object.entries(choice.settings).map(([name, quantity]) => ({ title: DIALS[name] ?? name, quantity })),
          ...Object.entries(choice.figures).map(([name, quantity]) => aimRow(name, quantity)),
        ]}
      />
      <p class="small">
        {choice.limits_kept ? "Limits are kept" : "Limits are not kept"};{" "}
        {choice.limits_kept_in_worst_case ? "in the worst case, too." : "not in the worst case."}{" "}
        {choice.warnings.map(sentence).join(" ")}{" "}
        <a href={labLink(inLaboratory(device, choice.settings, of))}>In the laboratory</a>
      </p>
    </div>
  );
}

const ENDS: Readonly<Record<string, string>> = { low: "at least", high: "at most" };

function aimRow(name: string, quantity: Quantity, end = "") {
  const style = quantity.unit === "1" ? ("share" as const) : ("plain" as const);
  return { title: [aimWords(name), end].filter(Boolean).join(", "), quantity, style };
}
