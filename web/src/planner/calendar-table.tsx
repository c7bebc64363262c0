// The recovery calendar: a table with a row for each sign and a column for each day, drawn as a strip.
import type { DiaryDay, HealingFigures } from "../api/people";
import { Disclosure, Table } from "../ui";
import { Evidence } from "../ui/evidence";
import { FigureTable } from "../ui/figure-table";
import { type CalendarRow, calendarOf, LEVELS, type Level, type Span } from "./calendar";
import { sentence } from "./words";

/** The calendar of one option, its legend, and the same in words and figures. */
export function RecoveryCalendar({ figures, diary }: { figures: HealingFigures; diary: readonly DiaryDay[] }) {
  const { spans, rows } = calendarOf(figures);
  return (
    <section>
      <h4>
        Recovery calendar <Evidence kind="model" sources={figures.redness_days.sources} />
      </h4>
      <section class="planner-calendar-frame" tabIndex={0} aria-label="Recovery calendar">
        <table class="planner-calendar">
          <caption class="only-read">How many people show each sign, or have reached each step, by day</caption>
          <thead>
            <tr>
              <th scope="col">day</th>
              {spans.map((span) => (
                <Head key={span.from} span={span} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      <Legend />
      <Disclosure title="The same in figures">
        <Milestones figures={figures} />
      </Disclosure>
      <Disclosure title="How strong, day by day">
        <Table
          caption="What shows on which day; of ten people eight lie between the two words"
          columns={[
            { title: "Day", head: true, cell: (day: DiaryDay) => (day.day < 1 ? "same day" : String(day.day)) },
            { title: "What shows", cell: (day: DiaryDay) => day.words },
          ]}
          rows={diary}
          keyOf={(day) => day.day}
        />
      </Disclosure>
      {figures.notes.length > 0 && (
        <ul class="planner-lines small">
          {figures.notes.map((note) => (
            <li key={note}>{sentence(note)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Head({ span }: { span: Span }) {
  return (
    <th scope="col">
      <span aria-hidden="true">{span.short}</span>
      <span class="only-read">{span.title}</span>
    </th>
  );
}

function Row({ row }: { row: CalendarRow }) {
  return (
    <tr class={`planner-row-${row.key} ${row.sort}`}>
      <th scope="row">{row.title}</th>
      {row.cells.map((level, place) => (
        <td key={place}>
          <Cell level={level} />
        </td>
      ))}
    </tr>
  );
}

function Cell({ level }: { level: Level }) {
  return (
    <>
      <i class={`planner-cell level-${level}`} aria-hidden="true" />
      <span class="only-read">{LEVELS[level]}</span>
    </>
  );
}

function Legend() {
  return (
    <p class="planner-legend small">
      {([3, 2, 1, 0] as const).map((level) => (
        <span key={level}>
          <i class={`planner-cell level-${level}`} aria-hidden="true" /> {LEVELS[level]}
        </span>
      ))}
    </p>
  );
}

function Milestones({ figures }: { figures: HealingFigures }) {
  return (
    <FigureTable
      caption="Over, or reached, by day: the middle of people; low to high holds eight of ten"
      rows={[
        { title: "redness over", quantity: figures.redness_days },
        { title: "swelling over", quantity: figures.swelling_days },
        { title: "bronzing over", quantity: figures.bronzing_days },
        { title: "dry, flaking skin over", quantity: figures.dryness_days },
        { title: "dead cells begin to be shed", quantity: figures.debris_from_day },
        { title: "most dead cells shed", quantity: figures.debris_to_day },
        { title: "outer skin closed", quantity: figures.closed_days },
        { title: "make-up, by the model", quantity: figures.makeup_day },
        { title: "half of the remodelling done", quantity: figures.remodelling_half_days },
      ]}
    />
  );
}
