// From the command that computes the figures of a claim to the laboratory that shows the same treatments.
import { labLink } from "../shell/route";

/** One treatment of a command: a laser, and what is set beside it, by dotted key. */
export interface Run {
  device: string;
  set: Readonly<Record<string, string>>;
}

export interface LabLink {
  title: string;
  address: string;
}

/** How finely something is computed is the laboratory's own matter. */
const NOT_SHOWN = "numerics.";

/** Return the treatments that a command computes, each once; none for a command that computes no treatment. */
export function runsOf(command: string): Run[] {
  const runs = command.split(" && ").flatMap(stepRuns);
  return [...new Map(runs.map((run) => [JSON.stringify(run), run])).values()];
}

function stepRuns(step: string): Run[] {
  const [program, verb, ...words] = step.trim().split(/\s+/);
  if (program !== "photomend" || (verb !== "simulate" && verb !== "compare")) return [];
  const devices: string[] = [];
  const set: Record<string, string> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--device") devices.push(words[++at] ?? "");
    else if (word === "--set") assign(set, words[++at] ?? "");
    else if (!word.startsWith("-")) devices.push(word);
  }
  return devices.filter(Boolean).map((device) => ({ device, set }));
}

function assign(set: Record<string, string>, assignment: string): void {
  const at = assignment.indexOf("=");
  const key = assignment.slice(0, at);
  if (at > 0 && !key.startsWith(NOT_SHOWN)) set[key] = assignment.slice(at + 1);
}

/** Return links to the laboratory for a command: two treatments side by side in one, others each in its own. */
export function labLinks(command: string, titleOf: (device: string) => string = (device) => device): LabLink[] {
  const runs = runsOf(command);
  const [first, second] = runs;
  const title = (run: Run) => [titleOf(run.device), ...Object.entries(run.set).map(settingWords)].join(", ");
  if (first && second && runs.length === 2) {
    const beside = Object.fromEntries(Object.entries(valuesOf(second)).map(([key, value]) => [`b.${key}`, value]));
    return [{ title: `${title(first)} beside ${title(second)}`, address: labLink({ ...valuesOf(first), ...beside }) }];
  }
  return runs.map((run) => ({ title: title(run), address: labLink(valuesOf(run)) }));
}

function valuesOf(run: Run): Record<string, string> {
  return { "handpiece.device": run.device, ...run.set };
}

function settingWords([key, value]: [string, string]): string {
  return key === "skin.phototype" ? `skin type ${value}` : `${key.split(".").at(-1)?.replaceAll("_", " ")} ${value}`;
}
