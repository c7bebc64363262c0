// Jobs: what waits, runs or has ended; they live on the server, so a reload or a restart loses none.
import { useState } from "preact/hooks";
import { sentenceOf } from "../api/client";
import { askJob, endJob, fileAddress, isActive, type JobEntry, readJob } from "../api/records";
import { mayOpen, role } from "../shell/audience";
import { go } from "../shell/route";
import { Badge, Button, Notice, ProgressBar } from "../ui";
import { addressOfJob, dateText, jobsFor } from "./documents";
import { jobs, jobsFault, refreshJobs } from "./state";

const KINDS: Record<JobEntry["kind"], string> = { simulate: "Simulation", plan: "Plan", compare: "Comparison" };
const STATES: Record<JobEntry["state"], readonly [string, "plain" | "good" | "warn" | "bad"]> = {
  queued: ["Waiting", "plain"],
  running: ["Running", "plain"],
  done: ["Done", "good"],
  failed: ["Failed", "bad"],
  cancelled: ["Cancelled", "warn"],
};
const FILES: Readonly<Record<string, string>> = {
  "run.nc": "The run (NetCDF)",
  "figure.svg": "Figure (SVG)",
  "figure.png": "Figure (PNG)",
  "coverage.csv": "Coverage by depth (CSV)",
  "zones.csv": "Zones (CSV)",
  "treatment.toml": "Treatment file",
  "case.toml": "Case file",
  "plan.json": "The plan (JSON)",
  "report.html": "Printable report",
};

/** Jobs, the newest first; for a person plans alone, whose files the planner gives where they may be seen. */
export function JobList() {
  const lab = mayOpen(role.value, "lab");
  const known = jobs.value && jobsFor(jobs.value, lab);
  const running = known?.filter(isActive).length ?? 0;
  return (
    <section aria-labelledby="cases-jobs" class="cases-jobs">
      <h2 id="cases-jobs">Jobs</h2>
      <p class="only-read" role="status">
        {running > 0 ? `${running} ${running === 1 ? "job is" : "jobs are"} waiting or running.` : ""}
      </p>
      {jobsFault.value && <Notice kind="error">{jobsFault.value}</Notice>}
      {known?.length === 0 && (
        <p class="soft">
          No job yet. Plans {lab && "and full runs with files to download "}stand here while and after they run.
        </p>
      )}
      <ul class="cases-list">
        {known?.map((job) => (
          <JobItem key={job.id} job={job} files={lab ? job.files : []} />
        ))}
      </ul>
    </section>
  );
}

function JobItem({ job, files }: { job: JobEntry; files: readonly string[] }) {
  const [fault, setFault] = useState<string | null>(null);
  const [state, tone] = STATES[job.state];
  const attempt = (work: () => Promise<unknown>) => {
    setFault(null);
    work()
      .then(() => refreshJobs())
      .catch((reason: unknown) => setFault(sentenceOf(reason)));
  };
  return (
    <li class="cases-job card">
      <h3>
        {job.title} <Badge>{KINDS[job.kind]}</Badge> <Badge tone={tone}>{state}</Badge>
      </h3>
      <p class="small soft">Asked {dateText(job.created)}</p>
      {isActive(job) && <Progress job={job} />}
      {job.sentence && <p>{job.sentence}</p>}
      {fault && <Notice kind="error">{fault}</Notice>}
      {files.length > 0 && (
        <ul class="cases-files small" aria-label={`Files of ${job.title}`}>
          {files.map((name) => (
            <li key={name}>
              <a href={fileAddress(job.id, name)} download={name}>
                {FILES[name] ?? name}
              </a>
            </li>
          ))}
        </ul>
      )}
      <Actions job={job} attempt={attempt} />
    </li>
  );
}

function Progress({ job }: { job: JobEntry }) {
  const waiting = job.state === "queued";
  const label = waiting
    ? job.ahead > 0
      ? `${job.ahead} before it`
      : "It is next"
    : `${Math.round(100 * job.share)} %`;
  return <ProgressBar label={label} share={waiting ? null : job.share} />;
}

function Actions({ job, attempt }: { job: JobEntry; attempt: (work: () => Promise<unknown>) => void }) {
  const of = <span class="only-read"> {job.title}</span>;
  const again = job.state === "failed" || job.state === "cancelled";
  return (
    <div class="row">
      {job.state === "done" && (
        <Button look="quiet" onClick={() => attempt(() => open(job.id))}>
          Open{of}
        </Button>
      )}
      {again && (
        <Button look="quiet" onClick={() => attempt(() => askAgain(job.id))}>
          Ask again{of}
        </Button>
      )}
      <Button look="quiet" onClick={() => attempt(() => endJob(job.id))}>
        {isActive(job) ? "Cancel" : "Forget"}
        {of}
      </Button>
    </div>
  );
}

async function open(id: string): Promise<void> {
  const address = addressOfJob(await readJob(id));
  if (!address) throw new Error("More than two treatments stand in its figure; download that.");
  go(address);
}

async function askAgain(id: string): Promise<void> {
  const { kind, request } = await readJob(id);
  await askJob(kind, request);
}
