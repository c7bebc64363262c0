// Figures for reading, with no more digits than they deserve: whole percents, tenths of days.
import type { Quantity } from "../api/types";

const RARE = 0.01;

/** Return a quantity with value, low and high to so many decimals. */
export function rounded(quantity: Quantity, decimals: number): Quantity {
  const to = (value: number) => Number(value.toFixed(decimals));
  return { ...quantity, value: to(quantity.value), low: to(quantity.low), high: to(quantity.high) };
}

/** Return a share in whole percents; below one percent, in tenths of one. */
export function roundedShare(quantity: Quantity): Quantity {
  const to = (value: number) => Number(value.toFixed(Math.abs(value) < RARE ? 3 : 2));
  return { ...quantity, value: to(quantity.value), low: to(quantity.low), high: to(quantity.high) };
}

const DECIMALS: Readonly<Record<string, number>> = { day: 1, degC: 1, um: 0, USD: 0, EUR: 0 };

/** Return a quantity as its unit deserves: days and degrees in tenths, micrometres and money whole, else as it is. */
export function asItDeserves(quantity: Quantity): Quantity {
  const decimals = DECIMALS[quantity.unit];
  return decimals === undefined ? quantity : rounded(quantity, decimals);
}
