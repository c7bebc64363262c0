// A figure with its interval in sight; its kind and sources on a card.
import type { Quantity } from "../api/types";
import { KindBadge, kindMeaning } from "./badge";
import { CardButton } from "./card-button";
import { figureText, intervalText, type Style, valueText } from "./format";
import { SourceLines } from "./source-lines";

export interface QuantityProps {
  quantity: Quantity;
  style?: Style;
  /** Key -> author, year and title, as the server sends them; left out, the whole bibliography is asked. */
  references?: Readonly<Record<string, string>>;
  /** Leave the interval out of sight: it stays in the card. */
  bare?: boolean;
}

/** A figure in text; a button that opens a card with interval, kind and sources. */
export function QuantityView({ quantity, style = "plain", references, bare }: QuantityProps) {
  const interval = intervalText(quantity, style);
  return (
    <CardButton look="quantity-value" card={<QuantityCard quantity={quantity} style={style} references={references} />}>
      {valueText(quantity, style)}
      {!bare && interval && <span class="interval"> ({interval})</span>}
    </CardButton>
  );
}

interface CardProps {
  quantity: Quantity;
  style: Style;
  references?: Readonly<Record<string, string>> | undefined;
}

/** What stands on the card of a figure. */
export function QuantityCard({ quantity, style, references }: CardProps) {
  const { kind, sources, standard_error } = quantity;
  const interval = intervalText(quantity, style);
  return (
    <>
      <KindBadge kind={kind} /> {kindMeaning(kind)}.{interval && <span class="card-line">Low to high: {interval}</span>}
      {standard_error ? (
        <span class="card-line">Standard error of the photons: {figureText(standard_error)}</span>
      ) : null}
      {sources.length === 0 && kind === "model" && <span class="card-line">Follows from the model’s own figures.</span>}
      <SourceLines sources={sources} known={references} />
    </>
  );
}
