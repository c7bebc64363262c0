// What is set of a run besides the fields in sight: a link or a case may set any key of a treatment.
import type { Setting } from "../api/types";
import { Button } from "../ui";
import { unitText } from "../ui/format";
import { setKey } from "./control-field";
import { keyOf } from "./keys";
import type { Run } from "./slots";

const IN_SIGHT =
  /^(handpiece\.(device|spot_diameter_um|pulse_duration_ms)|settings\.(pulse_energy_mJ|radiant_exposure_J_per_cm2|density_per_pass_per_cm2|passes|pass_interval_s)|skin\.(site|phototype|ita_deg|age_years|temperature_C)|surface\..*)$/;
const FOR_RESEARCHERS = /^(physics\..*|numerics\.seed)$/;

/** Return the keys that are set and that no field shows. */
export function besides(names: readonly string[], researcher: boolean): string[] {
  return names.filter((name) => !IN_SIGHT.test(name) && !(researcher && FOR_RESEARCHERS.test(name)));
}

/** Return a key and its value in words: "Epidermis: thickness, 80 µm". */
export function settingWords(name: string, value: Setting): string {
  const key = keyOf(name);
  const parts = name.split(".");
  const words = key?.describe || parts.at(-1)!.replaceAll("_", " ");
  const unit = unitText(key?.unit ?? "");
  const layer = parts.length > 2 ? `${parts.at(-2)!.replaceAll("_", " ")}: ` : "";
  const text = `${layer}${words}, ${valueWords(value)}${unit && `\u00a0${unit}`}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function valueWords(value: Setting): string {
  if (typeof value !== "object") return String(value);
  return `${value.length} numbers, ${value[0]} to ${value.at(-1)}`;
}

/** The list of what else is set, each to be reset. */
export function AlsoSet({ run, researcher }: { run: Run; researcher: boolean }) {
  const edited = run.edited.value;
  const names = besides(Object.keys(edited), researcher);
  if (names.length === 0) return null;
  return (
    <div class="lab-also">
      <p>Also set, by the link or the case, and without a field here:</p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <span title={name}>{settingWords(name, edited[name]!)}</span>{" "}
            <Button look="quiet" aria-label={`Reset ${name}`} onClick={() => setKey(run, name, null)}>
              Reset
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
