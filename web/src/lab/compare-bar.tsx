// Starting and ending a comparison, and which of the two runs the controls set.
import { Button, Choice } from "../ui";
import { PRESETS } from "./presets";
import { compareWith, comparing, editing, runs, stopComparing, swap } from "./slots";

/** The row of buttons about comparing. */
export function CompareBar() {
  const on = comparing.value;
  return (
    <div class="lab-compare row">
      <label>
        <span class="only-read">Compare two settings</span>
        <select value="" onChange={(event) => choose(event.currentTarget)}>
          <option value="">{on ? "Another pair…" : "Compare two settings…"}</option>
          <option value="own">This setting with another of mine</option>
          {PRESETS.map((preset, at) => (
            <option key={preset.title} value={at}>
              {preset.title}
            </option>
          ))}
        </select>
      </label>
      {on && (
        <>
          <Button look="quiet" onClick={swap}>
            Swap A and B
          </Button>
          <Button look="quiet" onClick={stopComparing}>
            End comparison
          </Button>
        </>
      )}
    </div>
  );
}

function choose(select: HTMLSelectElement): void {
  const preset = PRESETS[Number(select.value)];
  if (select.value === "own") compareWith(runs.a.edited.value);
  else if (select.value !== "" && preset) compareWith(preset.b, preset.a);
  select.value = "";
}

/** Which run the controls set. */
export function SlotChoice() {
  if (!comparing.value) return null;
  return (
    <Choice
      label="Settings of"
      value={editing.value}
      options={[
        ["a", "A"],
        ["b", "B"],
      ]}
      onChange={(slot) => (editing.value = slot)}
    />
  );
}
