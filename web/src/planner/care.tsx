// Before, in the room and afterwards: what is seen and customary, each line with what it rests on. No orders.
import type { CareLine, Option } from "../api/people";
import { ToldLines } from "./told-lines";

/** What goes with an option in the room and at home. */
export function Care({ option }: { option: Option }) {
  const { watch } = option;
  const parts: readonly (readonly [string, readonly CareLine[]])[] = [
    ["Reasons to call", option.call_if],
    ["Before", option.before],
    ["Comfort", option.comfort],
    ["Eyes", option.eye_protection],
    ["A test spot", option.test_spot],
    ["Expected in the room", watch?.expected ?? []],
    ["A reason to pause", watch?.pause ?? []],
    ["A reason to stop", watch?.stop ?? []],
    ["Afterwards", option.aftercare],
  ];
  const filled = parts.filter(([, lines]) => lines.length > 0);
  if (filled.length === 0) return null;
  return (
    <section>
      <h4>Before, in the room and afterwards</h4>
      <div class="planner-care">
        {filled.map(([title, lines]) => (
          <div key={title} class={title === "Reasons to call" ? "planner-call" : undefined}>
            <h5>{title}</h5>
            <ToldLines lines={lines} />
          </div>
        ))}
      </div>
    </section>
  );
}
