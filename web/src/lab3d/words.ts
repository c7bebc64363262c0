// Draws the marks beside the block into an SVG that lies over the picture.
import { LINE_HEIGHT, type Mark } from "./marks";

const SVG = "http://www.w3.org/2000/svg";

/** Replace what an SVG shows by marks. */
export function drawMarks(svg: SVGSVGElement, marks: readonly Mark[], width: number, height: number): void {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(...marks.flatMap((mark) => [...lineOf(mark), textOf(mark)]));
}

function lineOf({ line, kind }: Mark): SVGElement[] {
  if (!line) return [];
  const [x1, y1, x2, y2] = line.map((value) => value.toFixed(1));
  return [element("line", { x1: x1!, y1: y1!, x2: x2!, y2: y2!, class: `lab3d-line ${kind}` })];
}

function textOf({ text, x, y, anchor, kind }: Mark): SVGElement {
  const place = { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, class: `lab3d-word ${kind}` };
  const found = element("text", place);
  const lines = text.split("\n");
  for (const [row, words] of lines.entries()) {
    const line = element("tspan", { x: place.x, y: (y + (row - 0.5 * (lines.length - 1)) * LINE_HEIGHT).toFixed(1) });
    line.textContent = words;
    found.append(line);
  }
  return found;
}

function element(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
