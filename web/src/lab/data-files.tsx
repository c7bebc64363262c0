// Files that take a whole run: made by a job of the server, so that it can be followed and cancelled.
import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceOf } from "../api/client";
import { askJob, endJob, fileAddress, followJob, isActive, type JobKind, type SavedJob } from "../api/records";
import { Button, Notice, ProgressBar } from "../ui";

const WORDS: Record<string, string> = {
  "run.nc": "whole run (NetCDF)",
  "coverage.csv": "coverage by depth (CSV)",
  "zones.csv": "zones (CSV)",
  "figure.svg": "figure (SVG)",
  "figure.png": "figure (PNG)",
  "treatment.toml": "treatment file",
};

export interface JobFilesProps {
  /** What the button says. */
  title: string;
  kind: JobKind;
  request: SavedJob["request"];
}

/** A button that has files made, and then their links. */
export function JobFiles({ title, kind, request }: JobFilesProps) {
  const [job, setJob] = useState<SavedJob | null>(null);
  const [fault, setFault] = useState("");
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const make = async () => {
    stop.current?.abort();
    stop.current = new AbortController();
    const { signal } = stop.current;
    setFault("");
    try {
      const begun = await askJob(kind, request);
      setJob(begun);
      const last = await followJob(begun.id, setJob, signal);
      if (last.state === "failed") setFault(last.sentence ?? "The run failed.");
    } catch (error) {
      if (!signal.aborted) setFault(sentenceOf(error));
    }
  };
  const cancel = () => {
    stop.current?.abort();
    if (job) endJob(job.id).catch(() => undefined);
    setJob(null);
  };
  const running = job !== null && isActive(job);
  return (
    <div class="lab-data">
      <div class="row">
        <Button disabled={running} onClick={make}>
          {title}
        </Button>
        {running && <ProgressBar label="Computing" share={job.share} />}
        {running && (
          <Button look="quiet" onClick={cancel}>
            Cancel
          </Button>
        )}
      </div>
      {fault && <Notice kind="error">{fault}</Notice>}
      {job?.state === "done" && <FileList job={job} />}
    </div>
  );
}

function FileList({ job }: { job: SavedJob }) {
  return (
    <ul class="lab-files">
      {job.files.map((name) => (
        <li key={name}>
          <a href={fileAddress(job.id, name)} download={name}>
            {name}
          </a>
          {WORDS[name] && `: ${WORDS[name]}`}
        </li>
      ))}
    </ul>
  );
}
