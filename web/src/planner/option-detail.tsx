// Everything that is known of one option: recovery, risks, change, cost, care, its wound, and settings for who may see.
import type { Case, Option, WoundFigures } from "../api/people";
import { Disclosure, Notice } from "../ui";
import { FigureTable } from "../ui/figure-table";
import { RecoveryCalendar } from "./calendar-table";
import { Care } from "./care";
import { ChangeDetail } from "./change-bar";
import { CostEditor } from "./cost-editor";
import { type PeopleOf, Risks } from "./risks";
import { Settings } from "./settings";
import { ToldLine, ToldLines } from "./told-lines";
import { sentence } from "./words";

export interface OptionDetailProps {
  option: Option;
  /** The case that the plan was made for. */
  of: Case;
  peopleOf: PeopleOf;
}

/** The whole of one option. */
export function OptionDetail({ option, of, peopleOf }: OptionDetailProps) {
  const burn = option.watch?.warning ?? null;
  const warnings = option.warnings.filter((words) => words !== burn);
  return (
    <>
      {burn && <Notice kind="warning">{burn}</Notice>}
      {option.basis && (
        <p>
          <ToldLine line={option.basis} />
        </p>
      )}
      {option.site_notes.length > 0 && <ToldLines lines={option.site_notes} />}
      {option.outside_reasons.length > 0 && (
        <div class="planner-outside">
          <h4>Outside tested range</h4>
          <ul class="planner-lines">
            {option.outside_reasons.map((why) => (
              <li key={why}>{sentence(why)}</li>
            ))}
          </ul>
        </div>
      )}
      {option.recovery && <RecoveryCalendar figures={option.recovery.milestones} diary={option.recovery.diary} />}
      {option.risks.length > 0 && <Risks risks={option.risks} peopleOf={peopleOf} />}
      {option.expected_change && <ChangeDetail change={option.expected_change} />}
      {option.cost && <CostEditor option={option} />}
      <Care option={option} />
      <Settings option={option} of={of} />
      {option.wound && <Wound wound={option.wound} warnings={warnings} />}
    </>
  );
}

function Wound({ wound, warnings }: { wound: WoundFigures; warnings: readonly string[] }) {
  const bubbles = wound.vacuole_share;
  return (
    <Disclosure title="The wound of one session, by the model">
      <FigureTable
        caption="Ranges hold all that is uncertain in the inputs. 1000 µm are 1 mm."
        rows={[
          ...(bubbles
            ? [{ title: "share of the skin with tiny bubbles in it", quantity: bubbles, style: "share" as const }]
            : [
                { title: "dead cells reach down to", quantity: wound.necrosis_depth },
                { title: "one wound measures across", quantity: wound.necrosis_width },
                { title: "collagen coagulated down to", quantity: wound.collagen_depth },
                { title: "tissue removed down to", quantity: wound.removed_depth },
                { title: "share of the skin wounded", quantity: wound.coverage, style: "share" as const },
              ]),
          {
            title: "highest mean temperature of the upper half millimetre",
            quantity: wound.bulk_peak_temperature,
          },
        ]}
      />
      {warnings.length > 0 && (
        <ul class="planner-lines small">
          {warnings.map((words) => (
            <li key={words}>{sentence(words)}</li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}
