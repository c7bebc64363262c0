// A small face for tests: a bowl of 5 x 5 vertices, its edge the oval, one vertex an eye.
import type { FaceMesh } from "./skin-maps";
import type { Face } from "./types";

const SIDE = 5;
const places = Array.from({ length: SIDE * SIDE }, (_, at) => [at % SIDE, Math.floor(at / SIDE)] as const);

/** Rim in order, from the left upper corner around. */
const RIM = [0, 1, 2, 3, 4, 9, 14, 19, 24, 23, 22, 21, 20, 15, 10, 5];

export const MESH: FaceMesh = {
  positions_cm: places.map(([x, y]) => [x - 2, 2 - y, 0] as const),
  atlas: places.map(([x, y]) => [x / 4, y / 4] as const),
  triangles: places.flatMap(([x, y], at) =>
    x < 4 && y < 4
      ? ([
          [at, at + SIDE, at + 1],
          [at + 1, at + SIDE, at + SIDE + 1],
        ] as const)
      : [],
  ),
  rings: { face_oval: RIM, left_eye: [13] },
};

export const FACE: Face = {
  width: 200,
  height: 160,
  landmarks: places.map(([x, y]) => [60 + 20 * x, 40 + 20 * y, RIM.includes(y * SIDE + x) ? 0 : -15] as const),
  presence: 9,
  turned: { yaw_deg: 0, pitch_deg: 0, roll_deg: 0 },
  mm_per_px: 0.5,
  skin: { linear_srgb: [0.5, 0.3, 0.2], gate: { shade: [-2, -1.5], chroma: [0.5, 0.8] } },
  resolves: { lines: true, spots: true, scars: true },
  sentences: [],
};
