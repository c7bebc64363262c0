// The address of the page, after #: a view, a path inside it, and values. Example: #/lab?handpiece.device=affirm-1440
import { signal } from "@preact/signals";
import type { Role } from "./audience";

export const VIEW_NAMES = ["lab", "tryon", "planner", "guide", "cases"] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  lab: "Laboratory",
  tryon: "Try it on",
  planner: "Planner",
  guide: "Guide",
  cases: "Cases",
};

export interface Route {
  view: ViewName;
  path: readonly string[];
  values: Readonly<Record<string, string>>;
}

/** Return the route that an address (the part after #) names, or null for none. */
export function parseRoute(address: string): Route | null {
  const [path = "", query = ""] = address.replace(/^#?\/?/, "").split("?", 2);
  const [name, ...rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  const view = VIEW_NAMES.find((known) => known === name);
  return view ? { view, path: rest, values: Object.fromEntries(new URLSearchParams(query)) } : null;
}

/** Return the address of a view, to be used as href: link("guide", ["claims", "depth"]) is "#/guide/claims/depth". */
export function link(
  view: ViewName,
  path: readonly string[] = [],
  values: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(values).toString();
  return `#/${[view, ...path].map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

/** Return the link to the laboratory that shows a treatment; keys are dotted, as in a treatment file. */
export function labLink(treatment: Readonly<Record<string, string | number>>): string {
  return link("lab", [], Object.fromEntries(Object.entries(treatment).map(([key, value]) => [key, String(value)])));
}

/** Return where a reader of this role begins; the guide lies behind the question who is looking. */
export function home(role: Role | null): ViewName {
  if (role === null) return "guide";
  return role === "person" ? "tryon" : "lab";
}

const START: Route = { view: "lab", path: [], values: {} };

/** The route now shown. */
export const route = signal<Route>(typeof location === "undefined" ? START : (parseRoute(location.hash) ?? START));

/** Go to an address made by `link`. */
export function go(address: string): void {
  location.hash = address;
}

/** Put another address in place of this one without a step in the history. */
export function replaceAddress(address: string): void {
  history.replaceState(null, "", address);
}

if (typeof window !== "undefined") {
  window.addEventListener("hashchange", () => {
    const next = parseRoute(location.hash);
    if (next) route.value = next;
  });
}
