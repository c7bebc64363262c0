import type { ComponentChildren } from "preact";

export interface SideRow<Column> {
  title: string;
  cell: (column: Column) => ComponentChildren;
}

export interface SideTableProps<Column> {
  caption: string;
  columns: readonly Column[];
  titleOf: (column: Column) => string;
  rows: readonly SideRow<Column>[];
}

/** A table that sets things side by side: a column for each, a row for each figure. */
export function SideTable<Column>({ caption, columns, titleOf, rows }: SideTableProps<Column>) {
  return (
    <section class="table-frame" tabIndex={0} aria-label={caption}>
      <table class="table planner-side-table">
        <caption class="only-read">{caption}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={titleOf(column)} scope="col">
                {titleOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.title}>
              <th scope="row">{row.title}</th>
              {columns.map((column) => (
                <td key={titleOf(column)}>{row.cell(column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
