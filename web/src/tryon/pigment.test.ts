import { expect, test } from "vitest";
import { tableOf } from "./colour-table";
import { melanosomeRow } from "./pigment";

// Absorption that is exponential in both fractions, with different colours: nodes so dense that it stays so between them.
const nodes = (most: number) => Array.from({ length: 201 }, (_, at) => most * (at / 200) ** 2);
const [M, B] = [nodes(0.2), nodes(0.05)];
const rgb = (m: number, b: number) => [
  0.9 * Math.exp(-4 * m - 2 * b),
  Math.exp(-7 * m - 30 * b),
  Math.exp(-12 * m - 20 * b),
];
const table = tableOf({
  melanosome_fraction: M,
  blood_fraction: B,
  linear_srgb: M.map((m) => B.map((b) => rgb(m, b))),
});

test("melanosomes are told from shade and from blood", () => {
  const row = melanosomeRow(table, { melanosome_fraction: 0.05, blood_fraction: 0.01 });
  const found = (shade: number, m: number, b: number) => {
    const d = [shade - 4 * m - 2 * b, shade - 7 * m - 30 * b, shade - 12 * m - 20 * b];
    return row[0] * d[0]! + row[1] * d[1]! + row[2] * d[2]!;
  };
  expect(found(0, 0.02, 0)).toBeCloseTo(0.02, 4);
  expect(found(-0.7, 0.02, 0.004)).toBeCloseTo(0.02, 3);
  expect(found(-0.7, 0, 0)).toBeCloseTo(0, 6);
  expect(found(0, 0, 0.01)).toBeCloseTo(0, 3);
});
