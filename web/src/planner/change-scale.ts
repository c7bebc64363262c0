// The scale on which expected changes are drawn: one for all options, from worse than before to wholly gone.
import type { Change, Option } from "../api/people";
import type { Quantity } from "../api/types";

export interface Scale {
  low: number;
  high: number;
}

const STEP = 0.25;

/** Return the steps of a course that are told: after the first session, and after the last where there are more. */
export function toldSteps(change: Change): Change["steps"] {
  const after = change.steps.filter(({ session }) => session > 0);
  const last = after.at(-1);
  return after.length > 1 && last ? [after[0]!, last] : after;
}

/** Return the change after the whole course, by instrument and as graded. */
export function afterCourse(change: Change): { measured: Quantity | null; graded: Quantity | null } {
  const last = change.steps.at(-1);
  return { measured: last?.measured ?? null, graded: last?.photo_graded ?? null };
}

/** Return one scale that holds the changes of all options, in quarters; it always holds 0 and 1. */
export function scaleOf(options: readonly Option[]): Scale {
  const ends = options.flatMap(({ expected_change: change }) => {
    if (!change) return [];
    const { measured, graded } = afterCourse(change);
    return [measured, graded].flatMap((found) => (found ? [found.low] : []));
  });
  return { low: Math.min(0, ...ends.map((end) => STEP * Math.floor(end / STEP))), high: 1 };
}

/** Return where a share stands on a scale, in percent of its length, kept inside. */
export function placeOf(share: number, scale: Scale): number {
  const place = (100 * (share - scale.low)) / (scale.high - scale.low);
  return Math.min(100, Math.max(0, place));
}
