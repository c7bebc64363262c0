// The block in words and figures, for who does not see it.
import type { Scene } from "../api/scene";
import type { Quantity } from "../api/types";
import { figureText, quantityText, shareText, withUnit } from "../ui/format";
import { type Block, quantityOf } from "./model";

const FAST = "\u00a0"; // a space at which no line is broken

export interface TwinRow {
  title: string;
  text: string;
}

/** Return a length as a reader writes it: um below a millimetre. */
export function lengthText(length_um: number): string {
  return length_um >= 1000 ? withUnit(length_um / 1000, "mm") : withUnit(length_um, "um");
}

/** Return what the block shows, in one or two sentences. */
export function sentence(scene: Scene, block: Block): string {
  if (scene.scene.full_field) return fullFieldSentence(scene, block);
  if (scene.scene.mechanism === "breakdown") return breakdownSentence(scene, block);
  const { count, what } = counted(scene, block);
  const share = shareOf(scene);
  const deepest = Math.max(0, ...block.bodies.map(({ profile }) => profile.bottom));
  if (block.bodies.length === 0) return `${passesText(block.passes)} of microbeams leave no zone in this skin.`;
  return [
    `${count} ${what} of ${passesText(block.passes)} lie in this block of ${sidesText(block)}.`,
    share && `Together they take ${shareText(share.value)} of the area at their widest;`,
    `the deepest reach ${lengthText(deepest)}, and ${apartText(scene)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Return the rows of the table beside the block. */
export function rows(scene: Scene, block: Block): TwinRow[] {
  const { count, what } = counted(scene, block);
  const share = shareOf(scene);
  return [
    { title: "Block shown", text: `${sidesText(block)}, ${lengthText(block.depth)} deep` },
    ...(scene.scene.full_field ? [] : [{ title: capital(what), text: `${count} in ${passesText(block.passes)}` }]),
    ...(share ? [{ title: "Share of the area, all passes", text: quantityText(share, "share") }] : []),
    ...sizeRows(scene),
    ...distanceRows(scene),
  ];
}

/** Return the mean distance to the nearest neighbour of points laid at random, um, by their number per cm2. */
export function nearestDistance(density_per_cm2: number): number {
  return (0.5 / Math.sqrt(density_per_cm2)) * 1e4;
}

function fullFieldSentence(scene: Scene, block: Block): string {
  const parts = block.bands.map(({ title, top, bottom }) =>
    top > 0 ? `${title} from ${lengthText(top)} to ${lengthText(bottom)}` : `${title} down to ${lengthText(bottom)}`,
  );
  const removed = block.shape.removed > 0 ? [`${lengthText(block.shape.removed)} of skin removed`] : [];
  const found = [...removed, ...parts];
  const strip = block.shape.strip > 0 ? " A strip at one side is drawn untreated, to compare." : "";
  if (found.length === 0) return "The beam is wider than this block and leaves no zone in it.";
  return `The beam is wider than this block, so all of its area is treated: ${found.join("; ")}${after(scene)}.${strip}`;
}

function after(scene: Scene): string {
  return scene.scene.pattern.passes > 1 ? `, after ${passesText(scene.scene.pattern.passes)}` : "";
}

function breakdownSentence(scene: Scene, block: Block): string {
  const figures = scene.summary.breakdown;
  const [inside, between] = [quantityOf(figures, "probability_spots"), quantityOf(figures, "probability_between")];
  const body = block.bodies[0];
  const chance = inside ? ` The chance of one in a hot spot is ${shareText(inside.value)}` : "";
  const aside = between ? `; between the spots it is ${shareText(between.value)}, and none is drawn there` : "";
  if (!body) return `No vacuole forms.${chance}${aside}${chance ? "." : ""}`;
  const where = `between ${lengthText(body.profile.top)} and ${lengthText(body.profile.bottom)} below the surface`;
  const [first, ...rest] = [`${hitsOf(block)} vacuoles of ${passesText(block.passes)} lie ${where}`, apartText(scene)];
  return `${first}, in a block of ${sidesText(block)}; ${rest.join("")}.${chance}${aside}${chance ? "." : ""}`;
}

function sizeRows(scene: Scene): TwinRow[] {
  if (scene.scene.mechanism === "breakdown")
    return [
      ["vacuole_diameter", "Vacuole: diameter"],
      ["vacuole_bottom", "Vacuole: deepest point"],
      ["probability_spots", "Chance of breakdown in a spot"],
      ["probability_between", "Chance of breakdown between spots"],
    ].flatMap(([name, title]) => row(title!, quantityOf(scene.summary.breakdown, name!)));
  return scene.scene.zones.flatMap(({ name, title }) => [
    ...row(`${capital(title)}: depth`, scene.summary.zones[name].depth),
    ...(scene.scene.full_field ? [] : row(`${capital(title)}: width`, scene.summary.zones[name].width)),
  ]);
}

function row(title: string, quantity: Quantity | null): TwinRow[] {
  return quantity ? [{ title, text: quantityText(quantity, quantity.unit === "1" ? "share" : "plain") }] : [];
}

function distanceRows(scene: Scene): TwinRow[] {
  const { pitch_um, placement, density_per_pass_per_cm2: density, passes } = scene.scene.pattern;
  if (scene.scene.full_field) return [];
  const perPass = density === null ? [] : [{ title: "Density", text: `${figureText(density)} per cm² per pass` }];
  if (pitch_um !== null) return [...perPass, { title: `Pitch, ${placement} lattice`, text: lengthText(pitch_um) }];
  if (density === null) return perPass;
  const apart = lengthText(Math.round(nearestDistance(density * passes)));
  return [...perPass, { title: "Mean distance to the nearest, all passes", text: apart }];
}

function apartText(scene: Scene): string {
  const { pitch_um, placement, density_per_pass_per_cm2: density, passes } = scene.scene.pattern;
  if (pitch_um !== null) {
    const each = passes > 1 ? ", each pass set down anew" : "";
    return `neighbours of one pass lie ${lengthText(pitch_um)} apart in a ${placement} lattice${each}`;
  }
  if (density === null) return "they lie at random";
  return `laid at random, the nearest neighbour is ${lengthText(Math.round(nearestDistance(density * passes)))} away on average`;
}

function counted(scene: Scene, block: Block): { count: number; what: string } {
  const plural = hitsOf(block) === 1 ? "" : "s";
  const what = { ablation: "crater", breakdown: "vacuole", coagulation: "microscopic zone" }[scene.scene.mechanism];
  return { count: block.bodies.length > 0 ? hitsOf(block) : 0, what: `${what}${plural}` };
}

function hitsOf(block: Block): number {
  return block.landed.filter(({ hit }) => hit).length;
}

function shareOf(scene: Scene): Quantity | null {
  return quantityOf(scene.summary.breakdown, "area_share") ?? quantityOf(scene.summary.pattern, "coverage_fraction");
}

function sidesText(block: Block): string {
  const side = block.shape.side;
  return `${figureText(side >= 1000 ? side / 1000 : side)}${FAST}×${FAST}${lengthText(side)}`;
}

function passesText(passes: number): string {
  return passes === 1 ? "one pass" : `${passes} passes`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
