import { expect, it } from "vitest";
import { passColour } from "./palette";

// Lightness as people see it, of an sRGB colour; 0 to 1.
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

it.each([2, 5, 8, 20])("passes of %d run from dark to light, so that their order shows without colour", (passes) => {
  const light = Array.from({ length: passes }, (_, pass) => luminance(passColour(pass, passes)));
  for (let pass = 1; pass < passes; pass++) expect(light[pass]).toBeGreaterThan(light[pass - 1]!);
});
