// What is shown where the browser draws no 3-D: the server's picture of the run, and the block from above.

import { useEffect, useState } from "preact/hooks";
import { bytes, sentenceOf } from "../api/client";
import type { Scene } from "../api/scene";
import { Notice } from "../ui";

/** A notice and the picture that the server draws. */
export function NoWebgl({ scene, label }: { scene: Scene; label: string }) {
  const [address, setAddress] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const { treatment, treatment_hash: hash } = scene.summary;
  useEffect(() => {
    const stop = new AbortController();
    let made: string | null = null;
    bytes("pictures/run?format=png", treatment, stop.signal).then(
      (picture) => {
        made = URL.createObjectURL(picture);
        setAddress(made);
        setFault(null);
      },
      (found) => !stop.signal.aborted && setFault(sentenceOf(found)),
    );
    return () => {
      stop.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [hash]);
  return (
    <>
      <Notice kind="warning">
        This browser draws no 3-D (WebGL 2 is missing or switched off). Below is the cross-section as the server draws
        it, and the block from above.
      </Notice>
      {address && <img class="lab3d-picture" src={address} alt={`${label}: cross-section and coverage by depth`} />}
      {!address && !fault && <p class="soft">The server is drawing…</p>}
      {fault && <Notice kind="error">{fault}</Notice>}
    </>
  );
}
