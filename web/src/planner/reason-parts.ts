// A reason on which authorities differ, parted into what is said at first and each of the views.
import type { Reason } from "../api/people";

/** Return the head of a reason and its views; the text of a reason holds both, one after the other. */
export function partsOf(reason: Pick<Reason, "text" | "views">): { head: string; views: Reason["views"] } {
  const [first] = reason.views;
  const begins = first ? reason.text.toLowerCase().indexOf(` ${first.who.toLowerCase()}: `) : -1;
  return begins < 0 ? { head: reason.text, views: [] } : { head: reason.text.slice(0, begins), views: reason.views };
}
