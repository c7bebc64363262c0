// The figures of the runs on the page, with what they end in, warnings, and how final they are.
import type { Scene } from "../api/scene";
import { Badge, Disclosure, Notice, ProgressBar, QuantityTable, QuantityView, unbroken } from "../ui";
import { type Figure, figuresOf, sideBySide } from "./figures";
import { nameOf, type Phase, phaseOf, type Run } from "./slots";
import { ENDPOINTS } from "./words";

/** The panel of numbers. */
export function Numbers({ runs }: { runs: readonly Run[] }) {
  const shown = runs.filter((run) => run.scene.value !== null);
  return (
    <section class="lab-numbers" aria-label="Numbers">
      <div class="lab-outcomes">
        {runs.map((run) => (
          <Outcome key={run.slot} run={run} named={runs.length > 1} />
        ))}
      </div>
      {shown.length > 0 && <FigureTable runs={shown} />}
      {shown.map((run) => (
        <Disclosure
          key={run.slot}
          title={`All numbers${shown.length > 1 ? ` of ${nameOf(run)}` : ""}, with sources`}
          content={() => <FullTable scene={run.scene.value!} />}
        />
      ))}
    </section>
  );
}

const PHASES: Record<Phase, readonly [string, "plain" | "good" | "warn" | "bad", string]> = {
  waiting: ["Computing", "plain", ""],
  "catching-up": ["Preview", "warn", "The picture follows the dial."],
  preview: ["Preview", "warn", "Coarse; no intervals yet."],
  full: ["Full result", "good", ""],
  refused: ["Not computed", "bad", "The picture is that of the last setting that could be computed."],
};

/** How final the result of a run is. */
export function PhaseLine({ run }: { run: Run }) {
  const [title, tone, text] = PHASES[phaseOf(run)];
  const share = run.share.value;
  return (
    <div class="lab-phase" data-phase={phaseOf(run)} data-scene={run.scene.value?.id} data-slot={run.slot}>
      <Badge tone={tone}>{title}</Badge>
      <span class="small soft">{text}</span>
      {phaseOf(run) === "preview" && !run.failure.value && <ProgressBar quiet label="Full result" share={share} />}
    </div>
  );
}

function Outcome({ run, named }: { run: Run; named: boolean }) {
  const scene = run.scene.value;
  const [title, text] = scene ? ENDPOINTS[scene.summary.endpoint] : ["", ""];
  return (
    <div class="lab-outcome">
      {named && <p class="lab-run-name">{`${nameOf(run)}: ${scene?.scene.device_title ?? ""}`}</p>}
      {scene && (
        <p class="lab-endpoint">
          <b>{title}.</b> {text}
        </p>
      )}
      <PhaseLine run={run} />
      {run.refusal.value && (
        <Notice kind="warning" title="Not computed">
          {unbroken(run.refusal.value.sentence)}
        </Notice>
      )}
      {run.failure.value && <Notice kind="error">{run.failure.value}</Notice>}
      {scene?.summary.warnings.map((warning) => (
        <Notice key={warning} kind="warning">
          {unbroken(warning)}
        </Notice>
      ))}
    </div>
  );
}

function FigureTable({ runs }: { runs: readonly Run[] }) {
  const groups = sideBySide(runs.map((run) => figuresOf(run.scene.value!.summary)));
  return (
    <table class="lab-figures">
      <caption class="only-read">Figures of the result; intervals in brackets</caption>
      {runs.length > 1 && (
        <thead>
          <tr>
            <td />
            {runs.map((run) => (
              <th key={run.slot} scope="col">
                {nameOf(run)}
              </th>
            ))}
          </tr>
        </thead>
      )}
      {groups.map((group) => (
        <tbody key={group.title}>
          <tr>
            <th colSpan={1 + runs.length} scope="colgroup" class="lab-group">
              {group.title}
            </th>
          </tr>
          {group.rows.map((row) => (
            <tr key={row.title}>
              <th scope="row">{row.title}</th>
              {row.figures.map((figure, at) => (
                <td key={runs[at]!.slot}>{cell(figure, runs[at]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function cell(figure: Figure | null, run: Run) {
  if (!figure?.quantity) return <span class="soft">{figure ? "not known" : "–"}</span>;
  const references = run.scene.value?.references ?? {};
  return <QuantityView quantity={figure.quantity} style={figure.style ?? "plain"} references={references} />;
}

function FullTable({ scene }: { scene: Scene }) {
  const rows = figuresOf(scene.summary).flatMap((group) => group.figures);
  return <QuantityTable caption={scene.scene.device_title} rows={rows} references={scene.references} />;
}
