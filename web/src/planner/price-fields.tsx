import { NumberField, TextField } from "../ui";
import { change, draft } from "./state";

/** Own price of a session and its currency; empty: the published price is used. */
export function PriceFields() {
  const { price, currency } = draft.value;
  return (
    <div class="planner-pair">
      <NumberField
        label="Your price of one session"
        min={0}
        max={1e7}
        value={price}
        placeholder="published price"
        onChange={(value) => change({ price: value })}
      />
      <TextField label="Currency" value={currency} onInput={(value) => change({ currency: value.slice(0, 12) })} />
    </div>
  );
}
