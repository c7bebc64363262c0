// What a try-on states of itself: how far it was tested, days and shares with what they rest on, notes, sources.
import { Disclosure, intervalText, Notice, type Style, Table, unbroken, valueText } from "../ui";
import { asItDeserves, roundedShare } from "../ui/rounded";
import { Basis } from "./basis";
import { asSentence } from "./moments";
import type { Quantity, TryOn } from "./types";

/** What the simulation states of itself: how far it was tested, notes, sources. */
export function Statement({ tryOn }: { tryOn: TryOn }) {
  const sources = Object.entries(tryOn.sources);
  return (
    <section class="tryon-statement card" aria-labelledby="tryon-statement-title">
      <h2 id="tryon-statement-title">What this rests on</h2>
      <div class="tryon-basis">
        <div>
          <p>{unbroken(tryOn.statement)}</p>
          {tryOn.device && <p>Device: {tryOn.device}.</p>}
          {tryOn.outside_tested_range && (
            <Notice kind="warning" title="Outside the tested range">
              {tryOn.why.map((reason) => unbroken(asSentence(reason))).join(" ")}
            </Notice>
          )}
        </div>
        <div class="tryon-figures">
          <Recovery tryOn={tryOn} />
        </div>
        {tryOn.notes.length > 0 && (
          <ul class="tryon-notes">
            {tryOn.notes.map((note) => (
              <li key={note}>{unbroken(asSentence(note))}</li>
            ))}
          </ul>
        )}
      </div>
      {sources.length > 0 && (
        <Disclosure title={`Sources (${sources.length})`}>
          <ul class="tryon-sources small">
            {sources.map(([key, text]) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        </Disclosure>
      )}
    </section>
  );
}

interface Row {
  title: string;
  quantity: Quantity | null;
  style: Style;
}

/** Days of recovery, and how often nothing is seen or darkening comes, as figures. */
function Recovery({ tryOn }: { tryOn: TryOn }) {
  return (
    <Table
      caption="Days and shares"
      columns={[
        { title: "Figure", head: true, cell: ({ title }: Row) => title },
        { title: "Value (low to high)", cell: ({ quantity, style }) => valueAndRange(quantity, style) },
        {
          title: "Rests on",
          cell: ({ title, quantity }) => quantity && <Basis of={title} {...quantity} references={tryOn.sources} />,
        },
      ]}
      rows={rowsOf(tryOn)}
      keyOf={({ title }) => title}
    />
  );
}

function valueAndRange(quantity: Quantity | null, style: Style): string {
  if (!quantity) return "not known";
  const range = intervalText(quantity, style);
  return `${valueText(quantity, style)}${range && ` (${range})`}`;
}

function rowsOf({ recovery, unchanged, darkening, zones, sessions }: TryOn): readonly Row[] {
  return [
    days("Redness can be seen for", recovery.redness_days),
    days("Swelling can be seen for", recovery.swelling_days),
    days("Make-up can cover it after", recovery.makeup_day),
    ...(zones ? [days("Surface closed after", zones.closed_days)] : []),
    share("No visible change after one session", unchanged.after_one_session),
    ...(sessions > 1 ? [share("No visible change after the course", unchanged.after_course)] : []),
    share("Darkening after each session", darkening.probability),
  ];
}

function days(title: string, quantity: Quantity | null): Row {
  return { title, quantity: quantity && asItDeserves(quantity), style: "plain" };
}

function share(title: string, quantity: Quantity | null): Row {
  return { title, quantity: quantity && roundedShare(quantity), style: "share" };
}
