// What a course costs: the published price with its date and country, or one's own; sessions may be changed too.
import { useState } from "preact/hooks";
import type { Option } from "../api/people";
import { NumberField } from "../ui";
import { Figure } from "../ui/figure";
import { courseCost, moneyRangeText } from "./cost";
import { PriceFields } from "./price-fields";
import { draft } from "./state";
import { sentence } from "./words";

/** The cost of one option; price and currency are those of the form, and hold for all options. */
export function CostEditor({ option }: { option: Option }) {
  const [sessions, setSessions] = useState<number | null>(null);
  const { price, currency } = draft.value;
  const cost = option.cost!;
  const found = courseCost(cost, option.sessions, { price, currency: currency.trim(), sessions });
  const own = cost.per_session.sources.includes("user");
  return (
    <section>
      <h4>Cost</h4>
      {!own && (
        <p>
          Published: <Figure quantity={cost.per_session} /> a session
          {cost.country && `; ${cost.country}`}
          {cost.date && `, ${cost.date === "not told" ? "date not told" : cost.date}`}. {sentence(cost.note)}
        </p>
      )}
      <div class="planner-cost no-print">
        <PriceFields />
        <NumberField
          label="Sessions"
          min={0}
          max={50}
          value={sessions}
          placeholder={option.sessions ? `${option.sessions.low} to ${option.sessions.high}` : "not known"}
          onChange={setSessions}
        />
      </div>
      <p class="planner-course">
        <output>
          {found
            ? `${countText(found.sessions)}${found.own ? " at your price" : ""}: ${moneyRangeText(found.course, found.currency)}`
            : "How many sessions is not known; give a number."}
        </output>
      </p>
    </section>
  );
}

function countText({ value, low, high }: { value: number; low: number; high: number }): string {
  if (low === high) return value === 1 ? "1 session" : `${value} sessions`;
  return `${value} sessions (${low} to ${high})`;
}
