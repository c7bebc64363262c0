// The photo while it is shown: a picture in the memory of this tab and the face that was found in it. Forgetting drops
// both, ends what is still under way, and takes back every address that was made for the page's own pictures.
import { batch, signal } from "@preact/signals";
import { type Fault, faultOf } from "./asking";
import type { Source } from "./source";
import type { Face } from "./types";

export interface Photo {
  picture: ImageBitmap;
  face: Face;
}

const SAVED_MS = 10_000; // by then the browser has taken what it saves
const UNREADABLE = "This file could not be read as a picture; choose a JPEG or PNG photo.";

/** The place where a photo is held. */
export class HeldPhoto {
  readonly photo = signal<Photo | null>(null);
  readonly busy = signal(false);
  readonly fault = signal<Fault | null>(null);
  private readonly addresses = new Set<string>();
  private newest = new AbortController();

  constructor(private readonly source: Source) {}

  /** Look for the face in a file and hold both; an earlier photo goes. */
  async take(file: Blob): Promise<void> {
    this.forget();
    const stop = this.newest.signal;
    this.busy.value = true;
    try {
      const face = await this.source.findFace(file, stop);
      const picture = await pictureOf(file, face);
      if (stop.aborted) return picture.close();
      this.photo.value = { picture, face };
    } catch (found) {
      if (!stop.aborted) this.fault.value = faultOf(found, "photo");
    }
    if (!stop.aborted) this.busy.value = false;
  }

  /** Drop photo and face; what is said in its place, if anything. */
  forget(fault: Fault | null = null): void {
    this.newest.abort();
    this.newest = new AbortController();
    const held = this.photo.value;
    batch(() => {
      this.photo.value = null;
      this.busy.value = false;
      this.fault.value = fault;
    });
    held?.picture.close();
    for (const address of [...this.addresses]) this.takeBack(address);
  }

  /** Save a picture that the page made, through the browser. */
  save(name: string, picture: Blob): void {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(picture);
    this.addresses.add(anchor.href);
    anchor.download = name;
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => this.takeBack(anchor.href), SAVED_MS);
  }

  private takeBack(address: string): void {
    URL.revokeObjectURL(address);
    this.addresses.delete(address);
  }
}

// The face is told in pixels of the picture as it was looked at, which may be smaller than the file.
async function pictureOf(file: Blob, { width, height }: Face): Promise<ImageBitmap> {
  const size = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" } as const;
  return createImageBitmap(file, { imageOrientation: "from-image", ...size }).catch(() => {
    throw new Error(UNREADABLE);
  });
}
