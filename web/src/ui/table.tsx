import type { ComponentChildren } from "preact";

export interface TableColumn<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  number?: boolean;
  /** The cell names its row. */
  head?: boolean;
}

export interface TableProps<Row> {
  caption: string;
  /** Keep the caption for readers of the screen only. */
  quiet?: boolean;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string | number;
}

/** A table that scrolls inside its frame where it is wider than the page. */
export function Table<Row>({ caption, quiet, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <section class="table-frame" tabIndex={0} aria-label={caption}>
      <table class="table">
        <caption class={quiet ? "only-read" : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.number ? "number" : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)}>{columns.map((column) => cell(column, row))}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cell<Row>(column: TableColumn<Row>, row: Row) {
  if (column.head)
    return (
      <th key={column.title} scope="row">
        {column.cell(row)}
      </th>
    );
  return (
    <td key={column.title} class={column.number ? "number" : undefined}>
      {column.cell(row)}
    </td>
  );
}
