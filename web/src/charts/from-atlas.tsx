// The wound over a device's dial, as the atlas of the server has it; a sentence where it has none.
import { useEffect, useState } from "preact/hooks";
import { get, sentenceOf } from "../api/client";
import { wasStopped } from "../api/records";
import { untilAnswered } from "../api/until-answered";
import { type DialCourse, type DialPoint, OverTheDial } from "./index";

export interface AtlasDevice {
  label: string;
  device: string;
  site: string;
  phototype: string;
  /** Where its dial stands. */
  now?: number | null;
}

export interface FromAtlasProps {
  /** One device, or two with the same dial. */
  devices: readonly AtlasDevice[];
  dial: string;
  unit: string;
}

/** Ask the atlas, and draw what it answers. */
export function FromAtlas({ devices, dial, unit }: FromAtlasProps) {
  const [points, setPoints] = useState<readonly (readonly DialPoint[])[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const paths = devices.map(pathOf);
  useEffect(() => {
    const stop = new AbortController();
    const tell = (reason: unknown) => {
      if (!wasStopped(reason)) setFault(sentenceOf(reason));
    };
    const take = (found: readonly (readonly DialPoint[])[]) => {
      setFault(null);
      setPoints(found);
    };
    const ask = () => Promise.all(paths.map((path) => get<DialPoint[]>(path, stop.signal)));
    setFault(null);
    untilAnswered(ask, stop.signal, tell).then(take, tell);
    return () => stop.abort();
  }, [paths.join()]);
  if (fault) return <p class="small">{fault}</p>;
  if (!points) return <p class="loading">Loading…</p>;
  const courses: DialCourse[] = devices.map(({ label, now = null }, at) => ({ label, now, points: points[at] ?? [] }));
  return <OverTheDial courses={courses} dial={dial} unit={unit} />;
}

function pathOf({ device, site, phototype }: AtlasDevice): string {
  return `atlas/${encodeURIComponent(device)}?${new URLSearchParams({ site, phototype })}`;
}
