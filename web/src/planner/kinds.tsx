// Kinds of treatment side by side on this skin: fractional, ablative fractional, ablative full field.
import type { KindOfTreatment } from "../api/people";
import type { Quantity } from "../api/types";
import { Evidence } from "../ui/evidence";
import { Figure } from "../ui/figure";
import { courseCost, moneyRangeText } from "./cost";
import { oftenWords, peopleFor } from "./icon-array";
import { SideTable } from "./side-table";
import { draft } from "./state";
import { sentence } from "./words";

const COUNTS = ["No", "One kind", "Two kinds", "Three kinds", "Four kinds"];

/** The comparison of kinds of treatment. */
export function Kinds({ kinds }: { kinds: readonly KindOfTreatment[] }) {
  if (kinds.length === 0) return null;
  const of = peopleFor(kinds.flatMap((kind) => kind.hyperpigmentation ?? []));
  return (
    <section class="planner-kinds" aria-labelledby="planner-kinds">
      <h2 id="planner-kinds">{COUNTS[kinds.length] ?? kinds.length} of treatment on this skin</h2>
      <p>For comparison: each at settings that were published or recalled, as told below the table.</p>
      <SideTable
        caption="Kinds of treatment side by side"
        columns={kinds}
        titleOf={(kind) => kind.title}
        rows={[
          { title: "dead cells reach down to", cell: (kind) => figure(kind.wound.necrosis_depth) },
          { title: "tissue removed down to", cell: (kind) => figure(kind.wound.removed_depth) },
          { title: "share of the skin wounded", cell: (kind) => figure(kind.wound.coverage, "share") },
          {
            title: "warmest mean of the upper half millimetre",
            cell: (kind) => figure(kind.wound.bulk_peak_temperature),
          },
          { title: "sessions", cell: (kind) => figure(kind.sessions) },
          { title: "days until the outer skin is closed", cell: closed },
          { title: "days red", cell: (kind) => figure(kind.redness_days) },
          { title: "dark marks, per session", cell: (kind) => marks(kind, of) },
          { title: "change, by instrument or count", cell: (kind) => figure(kind.measured, "share") },
          { title: "change, as photographs were graded", cell: (kind) => figure(kind.photo_graded, "share") },
          { title: "pain, 0 to 10", cell: (kind) => figure(kind.pain, "tenths") },
          { title: "cost of the course", cell: price },
        ]}
      />
      {kinds.map(
        (kind) =>
          kind.notes.length > 0 && (
            <div key={kind.title} class="small">
              <h3>{kind.title}</h3>
              <ul class="planner-lines">
                {kind.notes.map((note) => (
                  <li key={note}>{sentence(note)}</li>
                ))}
              </ul>
            </div>
          ),
      )}
    </section>
  );
}

function figure(quantity: Quantity | null, style: "plain" | "share" | "tenths" = "plain") {
  return <Figure quantity={quantity} style={style} />;
}

function closed(kind: KindOfTreatment) {
  return kind.closed_days?.high === 0 ? "never open" : figure(kind.closed_days);
}

function marks(kind: KindOfTreatment, of: 100 | 1000) {
  const found = kind.hyperpigmentation;
  if (!found) return figure(null);
  return (
    <>
      {oftenWords(found, of)} <Evidence kind={found.kind} sources={found.sources} />
    </>
  );
}

function price(kind: KindOfTreatment) {
  const { price, currency } = draft.value;
  const found = kind.cost && courseCost(kind.cost, kind.sessions, { price, currency, sessions: null });
  if (!kind.cost || !found) return figure(null);
  return (
    <>
      {moneyRangeText(found.course, found.currency)}{" "}
      {found.own ? (
        "at your price"
      ) : (
        <Evidence kind={kind.cost.per_session.kind} sources={kind.cost.per_session.sources} />
      )}
    </>
  );
}
