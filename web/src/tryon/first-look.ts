// From where the default head is first seen and how it is lit, so that what bothers can be seen; and views from nearer.
// The light is the same on all pictures and at all moments: it shows relief, and adds none.
import { FIRST_ORBIT } from "./orbit";
import type { Light, Orbit } from "./stage-types";
import type { Concern } from "./types";

export interface FirstLook {
  orbit: Orbit;
  light?: Light;
}

/** From the front, under the light of the stage. */
export const FROM_FRONT: FirstLook = { orbit: FIRST_ORBIT };

// Light from the front hides shallow pits; light from one side shows them, on a cheek that is turned to the viewer.
const SIDE_LIGHT: Light = { azimuth_deg: -50, elevation_deg: 25 };
const FIRST_LOOKS: Partial<Record<Concern, FirstLook>> = {
  "acne-scars": { orbit: { ...FIRST_ORBIT, yaw_deg: 18, zoom: 0.95 }, light: SIDE_LIGHT },
  "surgical-scars": { orbit: FIRST_ORBIT, light: SIDE_LIGHT },
};

/** Return how the default head is first seen. */
export function firstLook(concern: Concern | null): FirstLook {
  return (concern && FIRST_LOOKS[concern]) ?? FROM_FRONT;
}

/** A view from nearer: the place of the atlas in its middle, from which side the head is seen, and how large. */
export interface CloserView {
  title: string;
  u: number;
  v: number;
  yaw_deg: number;
  zoom: number;
}

export const CLOSER_VIEWS: readonly CloserView[] = [
  { title: "Forehead", u: 0.5, v: 0.2, yaw_deg: 0, zoom: 2.4 },
  { title: "Eye", u: 0.72, v: 0.37, yaw_deg: 22, zoom: 3.2 },
  { title: "Cheek", u: 0.71, v: 0.55, yaw_deg: 25, zoom: 3 },
  { title: "Mouth", u: 0.5, v: 0.64, yaw_deg: 0, zoom: 3 },
];
