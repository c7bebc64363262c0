// The expected change as a bar: from the low to the high end over people, a mark at the middle; the figures beside it.
import type { Change } from "../api/people";
import type { Quantity } from "../api/types";
import { shareText, Table, unbroken } from "../ui";
import { Figure } from "../ui/figure";
import { afterCourse, placeOf, type Scale, toldSteps } from "./change-scale";
import { sentence } from "./words";

const HALF_YEAR_MONTHS = 6;

/** The change after the course by instrument and as graded, and how many see none. */
export function ChangeSummary({ change, scale }: { change: Change; scale: Scale }) {
  const { measured, graded } = afterCourse(change);
  const later = change.later.find(({ months }) => months === HALF_YEAR_MONTHS)?.measured ?? null;
  return (
    <div class="planner-change">
      <Bar title="By instrument or count" quantity={measured} scale={scale} />
      <Bar title="As doctors graded photographs" quantity={graded} scale={scale} />
      <ul class="planner-lines">
        {toldSteps(change).map(
          ({ session, no_visible_change: none }) =>
            none && (
              <li key={session}>
                No visible change after {session === 1 ? "one session" : `${session} sessions`}:{" "}
                <Figure quantity={none} style="share" /> of people
              </li>
            ),
        )}
        {later && (
          <li>
            Six months after the last session, by instrument or count: <Figure quantity={later} style="share" />
          </li>
        )}
      </ul>
    </div>
  );
}

function Bar({ title, quantity, scale }: { title: string; quantity: Quantity | null; scale: Scale }) {
  return (
    <div class="planner-bar">
      <p class="planner-bar-head">
        <span>{title}</span>
        <span class="planner-bar-figure">
          <Figure quantity={quantity} style="share" marked />
        </span>
      </p>
      {quantity && <Track quantity={quantity} scale={scale} />}
    </div>
  );
}

function Track({ quantity, scale }: { quantity: Quantity; scale: Scale }) {
  const [from, to] = [placeOf(quantity.low, scale), placeOf(quantity.high, scale)];
  return (
    <div aria-hidden="true">
      <div class="planner-track">
        {scale.low < 0 && <i class="planner-nought" style={{ left: `${placeOf(0, scale)}%` }} />}
        <i class="planner-span" style={{ left: `${from}%`, width: `${Math.max(1, to - from)}%` }} />
        <i class="planner-middle" style={{ left: `${placeOf(quantity.value, scale)}%` }} />
      </div>
      <p class="planner-track-ends">
        <span>{scale.low < 0 ? `worse by ${shareText(-scale.low)}` : "no change"}</span>
        <span>all gone</span>
      </p>
    </div>
  );
}

interface Row {
  title: string;
  measured: Quantity | null;
  graded: Quantity | null;
  none: Quantity | null;
}

/** The change session by session and some months later, with everything that is said of it. */
export function ChangeDetail({ change }: { change: Change }) {
  return (
    <section>
      <h4>Expected change, session by session</h4>
      <p>{unbroken(`${sentence(change.statement)} ${change.durability}`)}</p>
      <p class="small soft">Share of what was there that is gone; brackets hold eight of ten people.</p>
      <Table
        quiet
        caption="Expected change, session by session"
        columns={[
          { title: "After", head: true, cell: (row: Row) => row.title },
          { title: "By instrument or count", cell: (row) => <Figure quantity={row.measured} style="share" marked /> },
          { title: "As photographs were graded", cell: (row) => <Figure quantity={row.graded} style="share" marked /> },
          {
            title: "People without visible change",
            cell: (row) => row.none && <Figure quantity={row.none} style="share" marked />,
          },
        ]}
        rows={rowsOf(change)}
        keyOf={(row) => row.title}
      />
      {change.notes.length > 0 && (
        <ul class="planner-lines small">
          {change.notes.map((note) => (
            <li key={note}>{sentence(note)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function rowsOf(change: Change): Row[] {
  const last = change.later.at(-1);
  return [
    ...change.steps
      .filter(({ session }) => session > 0)
      .map((step) => ({
        title: `session ${step.session}`,
        measured: step.measured,
        graded: step.photo_graded,
        none: step.no_visible_change,
      })),
    ...change.later.map((later) => ({
      title: `${later === last ? "beyond " : ""}${later.months} months after the last`,
      measured: later.measured,
      graded: later.photo_graded,
      none: null,
    })),
  ];
}
