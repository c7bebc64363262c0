// How a face stands in a picture: the similarity that carries the canonical mesh onto its landmarks, by least weighted
// squares over landmarks that hardly move; as photomend/faces/pose.py.

export type Point = readonly [number, number, number];

/** The vertices of the mesh that a face is set against, and their weights. */
export interface Alignment {
  landmarks: readonly number[];
  weights: readonly number[];
}

/** Scale and angles: yaw to the person's left, pitch upwards, roll clockwise as seen. */
export interface Pose {
  mm_per_px: number;
  yaw_deg: number;
  pitch_deg: number;
  roll_deg: number;
}

type Matrix = readonly [Point, Point, Point];

const MM_PER_CM = 10;
const DEG = 180 / Math.PI;

/** Return how a face stands, from its landmarks in px. */
export function poseOf(landmarks: readonly Point[], positions_cm: readonly Point[], alignment: Alignment): Pose {
  const start = alignment.landmarks.map((vertex) => positions_cm[vertex]!);
  // The picture's y runs down and its z away from the camera; the mesh's y up and z to the front.
  const end = alignment.landmarks.map((vertex): Point => {
    const [x, y, z] = landmarks[vertex]!;
    return [x, -y, -z];
  });
  const { scale, turn } = similarity(start, end, alignment.weights);
  return {
    mm_per_px: MM_PER_CM / scale,
    yaw_deg: DEG * Math.asin(Math.min(1, Math.max(-1, -turn[2][0]))),
    pitch_deg: -DEG * Math.atan2(turn[2][1], turn[2][2]),
    roll_deg: -DEG * Math.atan2(turn[1][0], turn[0][0]),
  };
}

/** Return the scale and the rotation that carry points onto others (Horn's way, by quaternions: no mirror image). */
export function similarity(
  start: readonly Point[],
  end: readonly Point[],
  weights: readonly number[],
): { scale: number; turn: Matrix } {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const share = weights.map((weight) => weight / sum);
  const [here, there] = [centred(start, share), centred(end, share)];
  const cross = (i: number, j: number) => share.reduce((total, w, at) => total + w * here[at]![i]! * there[at]![j]!, 0);
  const turn = rotation(largest(horn(cross)));
  const along = there.reduce((total, point, at) => total + share[at]! * dot(point, turned(turn, here[at]!)), 0);
  const size = here.reduce((total, point, at) => total + share[at]! * dot(point, point), 0);
  return { scale: along / size, turn };
}

function centred(points: readonly Point[], share: readonly number[]): Point[] {
  const middle = [0, 1, 2].map((axis) => points.reduce((total, point, at) => total + share[at]! * point[axis]!, 0));
  return points.map(([x, y, z]) => [x - middle[0]!, y - middle[1]!, z - middle[2]!]);
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function turned(turn: Matrix, point: Point): Point {
  return [dot(turn[0], point), dot(turn[1], point), dot(turn[2], point)];
}

// The matrix whose first eigenvector is the quaternion of the rotation [Horn 1987].
function horn(s: (i: number, j: number) => number): number[][] {
  const [x, y, z] = [s(1, 2) - s(2, 1), s(2, 0) - s(0, 2), s(0, 1) - s(1, 0)];
  const [a, b, c] = [s(0, 0), s(1, 1), s(2, 2)];
  return [
    [a + b + c, x, y, z],
    [x, a - b - c, s(0, 1) + s(1, 0), s(2, 0) + s(0, 2)],
    [y, s(0, 1) + s(1, 0), b - a - c, s(1, 2) + s(2, 1)],
    [z, s(2, 0) + s(0, 2), s(1, 2) + s(2, 1), c - a - b],
  ];
}

const SWEEPS = 12; // far more than a matrix of four rows needs

// The eigenvector of the largest eigenvalue of a symmetric matrix, by Jacobi's rotations.
function largest(matrix: number[][]): number[] {
  const size = matrix.length;
  const vectors = matrix.map((_, row) => matrix.map((_, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) clear(matrix, vectors, p, q);
  const values = matrix.map((row, at) => row[at]!);
  const best = values.indexOf(Math.max(...values));
  return vectors.map((row) => row[best]!);
}

// Turn rows and columns p and q so that their common entry becomes 0.
function clear(matrix: number[][], vectors: number[][], p: number, q: number): void {
  const entry = matrix[p]![q]!;
  if (Math.abs(entry) < Number.MIN_VALUE) return;
  const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * entry);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of [...matrix, ...vectors]) {
    const [a, b] = [row[p]!, row[q]!];
    [row[p], row[q]] = [cosine * a - sine * b, sine * a + cosine * b];
  }
  const [above, below] = [matrix[p]!, matrix[q]!];
  matrix[p] = above.map((a, at) => cosine * a - sine * below[at]!);
  matrix[q] = above.map((a, at) => sine * a + cosine * below[at]!);
}

function rotation(quaternion: number[]): Matrix {
  const [w, x, y, z] = quaternion as [number, number, number, number];
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
}
