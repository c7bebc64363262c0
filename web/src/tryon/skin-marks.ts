// Marks of the skin: pits of old acne, pores, spots of melanin. Sizes in mm; numbers per face. Drawn, not measured.
import { aboutZero, between, type Random, randomFrom, tiledNoise } from "./skin-noise";
import { boxAbout, forEachTexel, type Plane, type Point, smooth, texelOf } from "./skin-plane";

const [SCARS, PORES, SPOTS] = [2, 3, 4];
// Vertices of the canonical face, the person's left and right.
const CHEEKS = [280, 50] as const;
const CHEEKS_LOW = [411, 187] as const;
const TEMPLES = [356, 127] as const;
const [NOSE_TIP, FOREHEAD, CHIN] = [4, 151, 199];
const ALL_SCARS = 70;
const ALL_SPOTS = 55;

/** A mark's outline: its radius as a share of the mean one, by angle. */
type Outline = (angle: number) => number;

function outline(random: Random, uneven: number): Outline {
  const waves = [2, 3, 5].map(
    (count) => [count, (uneven * aboutZero(random)) / Math.sqrt(count), 7 * random()] as const,
  );
  return (angle) =>
    Math.max(0.4, 1 + waves.reduce((sum, [count, size, phase]) => sum + size * Math.cos(count * angle + phase), 0));
}

/** Call with every texel in reach of a mark: its number, and its distance in radii of the outline. */
function eachWithin(
  plane: Plane,
  [x, y]: Point,
  radius: number,
  edge: Outline,
  call: (at: number, distance: number) => void,
): void {
  forEachTexel(boxAbout([[x, y]], 2 * radius), texelOf(plane), plane.size, (at, px, py) => {
    const [dx, dy] = [px - x, py - y];
    call(at, Math.hypot(dx, dy) / (radius * edge(Math.atan2(dy, dx))));
  });
}

/** Return the height of atrophic scars on both cheeks, mm: pits 1 to 3 mm wide with a soft rim. */
export function scarMap(plane: Plane, scars: number, seed: number): Float32Array {
  const random = randomFrom(seed, SCARS);
  const height = new Float32Array(plane.size ** 2);
  for (let scar = 0; scar < Math.round(ALL_SCARS * scars); scar += 1) {
    const place = onCheek(plane, scar % 2, random);
    const radius = between(random, 0.5, 1.5);
    const depth = between(random, 0.12, 0.3) + (radius < 0.8 ? 0.1 * random() : 0);
    const steep = between(random, 2, 4);
    eachWithin(plane, place, radius, outline(random, 0.16), (at, distance) => {
      height[at]! -= depth * (Math.exp(-(distance ** steep)) - 0.12 * Math.exp(-(((distance - 1.45) / 0.3) ** 2)));
    });
  }
  return height;
}

function onCheek(plane: Plane, side: number, random: Random): Point {
  const [high, low, back] = [plane.at(CHEEKS[side]!), plane.at(CHEEKS_LOW[side]!), plane.at(TEMPLES[side]!)];
  const [down, outwards] = [between(random, -0.3, 1.4), between(random, -0.22, 0.46)];
  const x = high[0] + down * (low[0] - high[0]) * 0.6 + outwards * (back[0] - high[0]);
  return [x + 1.5 * aboutZero(random), high[1] + down * (low[1] - high[1]) + 2 * aboutZero(random)];
}

const PORE_SPACING_MM = 1.05;
const [FURROW_MM, FURROW_DEPTH_MM] = [0.42, 0.006];

/** Return the height of pores and of the net of fine furrows between them, mm. */
export function poreMap(plane: Plane, seed: number): Float32Array {
  const random = randomFrom(seed, PORES);
  const texel = texelOf(plane);
  const furrows = tiledNoise(FURROW_MM / texel[0], random);
  const height = new Float32Array(plane.size ** 2);
  for (let row = 0; row < plane.size; row += 1)
    for (let column = 0; column < plane.size; column += 1)
      height[row * plane.size + column] = FURROW_DEPTH_MM * furrows(row, column);
  const open = poreSizes(plane);
  const [across, down] = plane.mm_per_unit.map((length) => Math.floor(length / PORE_SPACING_MM)) as [number, number];
  for (let row = 0; row < down; row += 1)
    for (let column = 0; column < across; column += 1) {
      const place: Point = [(column + random()) * PORE_SPACING_MM, (row + random()) * PORE_SPACING_MM];
      const share = open(place) * between(random, 0.5, 1);
      pore(height, plane, place, 0.15 + 0.13 * share, 0.015 + 0.07 * share);
    }
  return height;
}

function pore(height: Float32Array, plane: Plane, place: Point, radius: number, depth: number): void {
  forEachTexel(boxAbout([place], 2.2 * radius), texelOf(plane), plane.size, (at, x, y) => {
    const squared = ((x - place[0]) ** 2 + (y - place[1]) ** 2) / (radius * radius);
    height[at]! -= depth * Math.exp(-squared);
  });
}

/** How open pores are at a place, 0..1: most on the nose and beside it, then in the middle of forehead and chin. */
function poreSizes(plane: Plane): (place: Point) => number {
  const hills = [
    [plane.at(NOSE_TIP), 13, 1],
    [plane.at(CHEEKS[0]), 20, 0.6],
    [plane.at(CHEEKS[1]), 20, 0.6],
    [plane.at(FOREHEAD), 26, 0.4],
    [plane.at(CHIN), 14, 0.45],
  ] as const;
  return ([x, y]) => {
    let most = 0.12;
    for (const [[hx, hy], width, size] of hills)
      most = Math.max(most, size * Math.exp(-((x - hx) ** 2 + (y - hy) ** 2) / (2 * width * width)));
    return most;
  };
}

/** Return how many spots have come: 1 at 65 years with as many as are typical. */
export function spotStrength(age_years: number, spots: number): number {
  return 2 * spots * Math.min(1.3, Math.max(0.08, (age_years - 15) / 50));
}

/** Return the share of a full spot at every texel, 0..1: lentigines of 1 to 7 mm, most towards the temples and cheekbones. */
export function spotMap(plane: Plane, age_years: number, spots: number, seed: number): Float32Array {
  const random = randomFrom(seed, SPOTS);
  const shown = new Float32Array(plane.size ** 2);
  const texel = texelOf(plane)[0];
  const [ragged, patchy] = [tiledNoise(0.9 / texel, random), tiledNoise(2.2 / texel, random)];
  const strength = spotStrength(age_years, spots);
  for (let spot = 0; spot < Math.round(ALL_SPOTS * strength); spot += 1) {
    const place = spotPlace(plane, random);
    const radius = 0.4 + 2.8 * random() ** 3 * Math.min(1, 0.4 + 0.6 * strength);
    const dark = between(random, 0.2, 0.85) * (radius > 1.8 ? 0.7 : 1);
    const soft = Math.min(0.7, 0.35 / radius + 0.18);
    eachWithin(plane, place, radius, outline(random, 0.14), (at, distance) => {
      const [row, column] = [Math.floor(at / plane.size), at % plane.size];
      const uneven = patchy(row, column);
      const edge = distance + 0.16 * ragged(row, column) + 0.12 * uneven;
      const share = dark * smooth(1 + soft, 1 - soft, edge) * (1 + 0.15 * uneven);
      shown[at] = Math.min(1, Math.max(shown[at]!, share));
    });
  }
  return shown;
}

function spotPlace(plane: Plane, random: Random): Point {
  const side = random() < 0.5 ? 0 : 1;
  const where = random();
  const spread = (centre: Point, x: number, y: number): Point => [
    centre[0] + x * aboutZero(random),
    centre[1] + y * aboutZero(random),
  ];
  if (where < 0.5) return spread(plane.at(CHEEKS[side]!), 13, 12);
  if (where < 0.75) return spread(plane.at(TEMPLES[side]!), 14, 18);
  if (where < 0.93) return spread(plane.at(FOREHEAD), 30, 9);
  return spread(plane.at(where < 0.97 ? NOSE_TIP : CHIN), 8, 8);
}
