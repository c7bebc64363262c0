// Where a try-on comes from: the local server, or the files of an export. Whatever a source refuses, it refuses with
// `Refused` of ../api/client: one sentence, and the field that it is about (family, age_years, photo, ...).
import type { Audience, Choice, Concern, Face, Phototype, TryOn, TryOnRequest } from "./types";

/** What a source can answer, where that is not everything; what is left out is not limited. */
export interface Offers {
  concerns?: readonly Concern[];
  phototypes?: readonly Phototype[];
  /** Only the published number of sessions. */
  published_sessions_only?: boolean;
  /** What is said beside the form about these limits. */
  sentence?: string;
}

export interface Source {
  /** Return the kinds of treatment for a concern. */
  choices(concern: Concern, role: Audience, stop?: AbortSignal): Promise<readonly Choice[]>;
  /** Return the frames of a treatment. */
  tryOn(request: TryOnRequest, stop?: AbortSignal): Promise<TryOn>;
  /** Return the face in a photo. */
  findFace(photo: Blob, stop?: AbortSignal): Promise<Face>;
  /** Return the address of a file that the page needs: skin-colour.json, mesh.json, head.bin, ... */
  file(name: string): string;
  /** Where a photo goes, in a sentence or two. */
  privacy: string;
  offers?: Offers;
}
