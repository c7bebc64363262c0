// From pixels to a face: found, judged, measured. The same steps in the same order as photomend/faces/face.py.
import { edgeSpread } from "./browser-blur";
import { closeUp, type Planes, planesAt } from "./browser-closeup";
import { faceWidth, findFaces } from "./browser-detect";
import { onlyFace, refuseBlurred, refuseDark, refuseSmall, refuseTurned, resolves } from "./browser-judge";
import type { Numbers } from "./browser-numbers";
import type { Pixels } from "./browser-picture";
import { type Alignment, poseOf } from "./browser-pose";
import { skinOf } from "./browser-skin";
import type { Run } from "./litert";
import type { Face } from "./types";

/** The network that finds boxes, and the one that finds landmarks in a box. */
export type Networks = Record<"detect" | "locate", Run>;
/** What is known of every face: the mesh, what it is set against, and the regions. */
export type Known = Planes & { alignment: Alignment };

/** Return the face in a picture; `Refused` with a sentence where there is none that can be shown. */
export async function faceIn(
  picture: Pixels,
  { detect, locate }: Networks,
  known: Known,
  numbers: Numbers,
): Promise<Face> {
  const { landmarks, presence } = onlyFace(await findFaces(picture, detect, locate, numbers.finding), numbers);
  refuseSmall(faceWidth(landmarks), numbers);
  const { mm_per_px, ...turned } = poseOf(landmarks, known.mesh.positions_cm, known.alignment);
  refuseTurned({ mm_per_px, ...turned }, numbers);
  const near = closeUp(picture, landmarks, mm_per_px, numbers.skin.sample_mm_per_px);
  const { allowed, asked } = planesAt(near, landmarks, known);
  refuseDark(near, allowed, numbers);
  const sharp = closeUp(picture, landmarks, mm_per_px, numbers.judging.finest_mm_per_px);
  const spread = edgeSpread(sharp, numbers.judging.edge_fraction);
  refuseBlurred(spread, numbers);
  return {
    width: picture.width,
    height: picture.height,
    landmarks,
    presence,
    turned,
    mm_per_px,
    skin: skinOf(near, asked, numbers.skin),
    ...resolves(mm_per_px, spread, numbers),
  };
}
