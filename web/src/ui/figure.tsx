import type { Quantity } from "../api/types";
import { KindBadge } from "./badge";
import { CardButton } from "./card-button";
import { intervalText, valueText } from "./format";
import { QuantityCard } from "./quantity";
import { asItDeserves, rounded, roundedShare } from "./rounded";

export interface FigureProps {
  quantity: Quantity | null;
  style?: "plain" | "share" | "tenths";
  /** Show in sight what kind of knowledge it is; else it stands on the card. */
  marked?: boolean;
}

/** A figure in text, rounded as it deserves, its sources on a card; "not known" where there is none. */
export function Figure({ quantity, style = "plain", marked }: FigureProps) {
  if (!quantity) return <span class="soft">not known</span>;
  const shown = ROUNDING[style](quantity);
  const as = style === "share" ? "share" : "plain";
  const interval = intervalText(shown, as);
  return (
    <>
      <CardButton look="quantity-value" card={<QuantityCard quantity={shown} style={as} />}>
        {valueText(shown, as)}
        {interval && <span class="interval"> ({interval})</span>}
      </CardButton>
      {marked && (
        <>
          {" "}
          <KindBadge kind={quantity.kind} />
        </>
      )}
    </>
  );
}

const ROUNDING = {
  plain: asItDeserves,
  share: roundedShare,
  tenths: (quantity: Quantity) => rounded(quantity, 1),
};
