import { expect, test } from "vitest";
import appearance from "../../../photomend/data/appearance.toml?raw";
import faces from "../../../photomend/data/faces.toml?raw";
import { READ, RENDER } from "./render-numbers";

function section(source: string, name: string): Record<string, number> {
  const text = source.split(new RegExp(`^\\[${name}\\]$`, "m"))[1]?.split(/^\[/m)[0] ?? "";
  const lines = [...text.matchAll(/^(\w+) = \{ value = ([\d.]+)/gm)];
  return Object.fromEntries(lines.map(([, key, value]) => [key, Number(value)]));
}

test("lengths and strengths are those of the catalogue", () => {
  expect(section(appearance, "render")).toEqual(RENDER);
  expect(section(faces, "skin")).toMatchObject(READ);
});
