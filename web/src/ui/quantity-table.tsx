import { sourceText } from "../api/references";
import type { Quantity } from "../api/types";
import { KindBadge } from "./badge";
import { intervalText, type Style, valueText } from "./format";

export interface QuantityRow {
  title: string;
  quantity: Quantity | null;
  style?: Style;
  /** What is said where there is no figure. */
  unknown?: string;
}

export interface QuantityTableProps {
  caption: string;
  rows: readonly QuantityRow[];
  references?: Readonly<Record<string, string>>;
}

/** Figures as a table: value, low to high, kind, sources. */
export function QuantityTable({ caption, rows, references = {} }: QuantityTableProps) {
  return (
    <section class="table-frame" tabIndex={0} aria-label={caption}>
      <table class="table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" class="number">
              Value
            </th>
            <th scope="col" class="number">
              Low to high
            </th>
            <th scope="col">Kind</th>
            <th scope="col">Sources</th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => line(row, references))}</tbody>
      </table>
    </section>
  );
}

function line(
  { title, quantity, style, unknown = "not known" }: QuantityRow,
  references: Readonly<Record<string, string>>,
) {
  return (
    <tr key={title}>
      <th scope="row">{title}</th>
      {quantity ? (
        <>
          <td class="number">{valueText(quantity, style)}</td>
          <td class="number">{intervalText(quantity, style) || "–"}</td>
          <td>
            <KindBadge kind={quantity.kind} />
          </td>
          <td class="sources">{quantity.sources.map((key) => sourceText(key, references)).join("; ") || "–"}</td>
        </>
      ) : (
        <td colSpan={4}>{unknown}</td>
      )}
    </tr>
  );
}
