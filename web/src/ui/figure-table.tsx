import type { Quantity } from "../api/types";
import { Evidence } from "./evidence";
import { Figure } from "./figure";
import { Table } from "./table";

export interface FigureRow {
  title: string;
  quantity: Quantity | null;
  style?: "plain" | "share" | "tenths";
}

/** Figures as a table: each with its range, and the mark behind which its sources stand. */
export function FigureTable({ caption, rows }: { caption: string; rows: readonly FigureRow[] }) {
  return (
    <Table
      caption={caption}
      columns={[
        { title: "Figure", head: true, cell: (row: FigureRow) => row.title },
        { title: "Value, low to high", cell: (row) => <Figure quantity={row.quantity} style={row.style ?? "plain"} /> },
        { title: "Kind, sources", cell: (row) => row.quantity && <Evidence {...row.quantity} /> },
      ]}
      rows={rows}
      keyOf={(row) => row.title}
    />
  );
}
