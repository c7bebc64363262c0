// What reproduces a run, and what can be taken away: command, treatment file, figure, data.
import { useState } from "preact/hooks";
import { bytes, post, sentenceOf } from "../api/client";
import type { Checked } from "../api/types";
import { Button, CopyButton, Notice, saveFile } from "../ui";
import { JobFiles } from "./data-files";
import { treatmentOf } from "./edited";
import { KeepCase } from "./keep-case";
import { nameOf, type Run } from "./slots";

const MOST_IN_NAME = 80; // letters of a treatment in a figure

/** Command and downloads of one run. */
export function Downloads({ run, named }: { run: Run; named: boolean }) {
  const [busy, setBusy] = useState("");
  const [fault, setFault] = useState("");
  const treatment = treatmentOf(run.edited.value);
  const command = run.scene.value?.command ?? "";
  const act = async (title: string, work: () => Promise<void>) => {
    setBusy(title);
    setFault("");
    await work().catch((error: unknown) => setFault(sentenceOf(error)));
    setBusy("");
  };
  const saveTreatment = async () => {
    const { toml } = await post<Checked>("check", treatment);
    saveFile("treatment.toml", toml);
  };
  const saveFigure = async (format: "svg" | "png") =>
    saveFile(`photomend-run.${format}`, await bytes(`pictures/run?format=${format}`, treatment));
  return (
    <section class="lab-downloads" aria-label={named ? `Downloads of ${nameOf(run)}` : "Downloads"}>
      {named && <h3>{nameOf(run)}</h3>}
      <p class="small">The command that gives these figures:</p>
      <div class="lab-command">
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
      <div class="row">
        <Button disabled={busy !== ""} onClick={() => act("treatment file", saveTreatment)}>
          Treatment file
        </Button>
        <Button disabled={busy !== ""} onClick={() => act("figure", () => saveFigure("svg"))}>
          Figure (SVG)
        </Button>
        <Button disabled={busy !== ""} onClick={() => act("figure", () => saveFigure("png"))}>
          Figure (PNG)
        </Button>
        <span role="status" class="small soft">
          {busy && `Making the ${busy}…`}
        </span>
      </div>
      {fault && <Notice kind="error">{fault}</Notice>}
      <JobFiles key={JSON.stringify(treatment)} title="Data files (NetCDF, CSV)" kind="simulate" request={treatment} />
      <KeepCase title={run.scene.value?.scene.device_title ?? ""} treatment={treatment} />
    </section>
  );
}

/** The figure of two runs to one scale, drawn by the server. */
export function JointFigure({ runs }: { runs: readonly Run[] }) {
  const treatments = Object.fromEntries(runs.map((run) => [titleOf(run), treatmentOf(run.edited.value)]));
  return (
    <section class="lab-downloads" aria-label="Both in one figure">
      <h3>Both in one figure</h3>
      <p class="small">The cross-sections side by side, to one scale.</p>
      <JobFiles
        key={JSON.stringify(treatments)}
        title="Joint figure (SVG, PNG)"
        kind="compare"
        request={{ treatments }}
      />
    </section>
  );
}

function titleOf(run: Run): string {
  return `${nameOf(run)}, ${run.scene.value?.scene.device_title ?? ""}`.slice(0, MOST_IN_NAME);
}
