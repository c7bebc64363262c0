// What the reader has set of a treatment: values by dotted key. Whatever is not among them follows the device.
import type { DeviceCard, Heading, Scalar, Setting, TreatmentFile } from "../api/types";
import { keyOf, readValue } from "./keys";

export type Edited = Readonly<Record<string, Setting>>;

export const FIRST: Edited = { "handpiece.device": "fraxel-restore" };

const KEPT_WITH_ANOTHER_DEVICE = /^(skin\.|physics\.|numerics\.|surface\.topical)/;
const COOLANT_NUMBERS =
  /^surface\.(temperature_C|conductance_W_per_m2_K|start_s|duration_s|duty|spurts|spurt_period_s)$/;

/** Return the same with one value set; null lets the key follow the device again. */
export function withValue(edited: Edited, key: string, value: Setting | null): Edited {
  const { [key]: _, ...rest } = edited;
  return value === null ? rest : { ...rest, [key]: value };
}

/** Return what stays when another device is chosen: the skin and the physics, not the dial of the one before. */
export function withDevice(edited: Edited, device: string): Edited {
  const kept = Object.entries(edited).filter(([key]) => KEPT_WITH_ANOTHER_DEVICE.test(key));
  return { ...Object.fromEntries(kept), "handpiece.device": device };
}

/** Return the same with another coolant, without the numbers of the one before; null follows the device. */
export function withCooling(edited: Edited, cooling: string | null): Edited {
  const kept = Object.entries(edited).filter(([key]) => !COOLANT_NUMBERS.test(key));
  return withValue(Object.fromEntries(kept), "surface.cooling", cooling);
}

/** Return the treatment file of what was set. */
export function treatmentOf(edited: Edited): TreatmentFile {
  const file: Table = {};
  for (const [name, value] of Object.entries(edited)) {
    const parts = name.split(".");
    const last = parts.pop()!;
    const under = parts.reduce<Table>((table, part) => {
      table[part] ??= {};
      return table[part] as Table;
    }, file);
    under[last] = value;
  }
  return file as TreatmentFile;
}

type Table = { [key: string]: Table | Setting };

/** Return what an address sets for one slot: keys of slot b begin with "b.". Null where it names no treatment. */
export function fromAddress(values: Readonly<Record<string, string>>, slot: "a" | "b"): Edited | null {
  const found: Record<string, Setting> = {};
  for (const [name, text] of Object.entries(values)) {
    const ofB = name.startsWith("b.");
    if (ofB !== (slot === "b")) continue;
    const key = ofB ? name.slice(2) : name;
    const value = readValue(key, text);
    if (value !== null) found[key] = value;
  }
  if (Object.keys(found).length === 0) return null;
  const handpiece = Object.keys(found).some((key) => key.startsWith("handpiece."));
  return handpiece ? found : { ...FIRST, ...found };
}

/** Return the keys of an address that no treatment has, or whose values cannot be read. */
export function unreadable(values: Readonly<Record<string, string>>): string[] {
  return Object.keys(values).filter((name) => readValue(name.replace(/^b\./, ""), values[name] ?? "") === null);
}

/** Return the values of an address that carries one treatment, or two. */
export function toAddress(a: Edited, b: Edited | null): Record<string, string> {
  const second = Object.entries(b ?? {}).map(([key, value]) => [`b.${key}`, value] as const);
  return Object.fromEntries([...Object.entries(a), ...second].map(([key, value]) => [key, String(value)]));
}

/** Where the value that is shown for a key comes from. */
export type Origin = "set" | "device" | "standard" | "unknown";

export interface Shown {
  value: Setting | null;
  origin: Origin;
}

/**
 * Return what to show for a key: what was set, else what the last run of the same device resolved, else the device's
 * default, else that of the description.
 */
export function shownValue(
  edited: Edited,
  key: string,
  resolved: TreatmentFile | null,
  card: DeviceCard | null,
): Shown {
  const own = edited[key];
  if (own !== undefined) return { value: own, origin: "set" };
  const followed = look(fits(resolved, edited) ? resolved : null, key) ?? look(card?.defaults ?? null, key);
  if (followed !== null && !/^(physics|numerics|skin)\./.test(key)) return { value: followed, origin: "device" };
  const standard = keyOf(key)?.standard ?? null;
  return standard === null ? { value: null, origin: "unknown" } : { value: standard, origin: "standard" };
}

function fits(resolved: TreatmentFile | null, edited: Edited): boolean {
  return look(resolved, "handpiece.device") === (edited["handpiece.device"] ?? null);
}

/** Return the value that a file states for a key with one heading; null where it states none. */
export function look(file: TreatmentFile | null, name: string): Scalar | null {
  const [heading, field] = name.split(".") as [Heading, string];
  const value = file?.[heading]?.[field];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
