// The keys of a treatment file by dotted name, with units, limits and words from the descriptions' own schema.
import schema from "../../../photomend/data/schema/treatment.json";
import type { Scalar, Setting } from "../api/types";

/** What is known of one key. */
export interface Key {
  type: "number" | "integer" | "string" | "boolean" | "array";
  unit: string;
  low: number | null;
  high: number | null;
  choices: readonly string[];
  describe: string;
  standard: Scalar | null;
}

interface Raw {
  type?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  unit?: string;
  description?: string;
  default?: unknown;
  anyOf?: Raw[];
}

const HEADINGS: Record<string, string> = {
  skin: "Skin",
  handpiece: "Handpiece",
  settings: "Settings",
  surface: "Surface",
  physics: "Physics",
  numerics: "Numerics",
};
const DESCRIPTIONS = schema.$defs as unknown as Record<string, { properties: Record<string, Raw> }>;
const TYPES = ["number", "integer", "string", "boolean", "array"];

/** Return what is known of a dotted key such as "settings.passes"; null for a key that is no value or list. */
export function keyOf(name: string): Key | null {
  const raw = rawOf(name.split("."));
  if (!raw) return null;
  const value = raw.anyOf?.find((option) => option.type !== "null") ?? raw;
  if (!TYPES.includes(value.type ?? "")) return null;
  return {
    type: value.type as Key["type"],
    unit: raw.unit ?? "",
    low: value.minimum ?? value.exclusiveMinimum ?? null,
    high: value.maximum ?? null,
    choices: value.enum ?? [],
    describe: raw.description ?? "",
    standard: isScalar(raw.default) ? raw.default : null,
  };
}

// A layer of the skin has keys of its own: skin.layers.epidermis.thickness_um.
function rawOf(parts: readonly string[]): Raw | undefined {
  const [heading = "", field = "", layer = "", inner = ""] = parts;
  if (parts.length === 2) return DESCRIPTIONS[HEADINGS[heading] ?? ""]?.properties[field];
  const isLayer = parts.length === 4 && heading === "skin" && field === "layers";
  return isLayer && DESCRIPTIONS.Layers?.properties[layer] ? DESCRIPTIONS.Layer?.properties[inner] : undefined;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Return a text as the value of a key, a list from numbers with commas; null where it is none. */
export function readValue(name: string, text: string): Setting | null {
  const key = keyOf(name);
  if (!key) return null;
  if (key.type === "string") return key.choices.length > 0 && !key.choices.includes(text) ? null : text;
  if (key.type === "boolean") return text === "true" ? true : text === "false" ? false : null;
  if (key.type === "array") return readList(text);
  return readNumber(text);
}

function readNumber(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}

function readList(text: string): number[] | null {
  const values = text
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map(readNumber);
  return values.includes(null) ? null : (values as number[]);
}
