// Below the picture: charts, the block of skin, and what reproduces the run. They follow once the dial rests.
import type { Scene } from "../api/scene";
import type { ChartProps } from "../charts";
import { lazyPart } from "../shell/lazy";
import { Tabs, useSettled } from "../ui";
import { clock } from "./clock";
import { Downloads, JointFigure } from "./downloads";
import { OverDial } from "./over-dial";
import { nameOf, type Run } from "./slots";

const SkinBlock = lazyPart(() => import("../lab3d"));
const Charts = lazyPart(() => import("../charts"));

const RESTS_AFTER_MS = 120;

/** The tabs below the picture. */
export function More({ runs }: { runs: readonly Run[] }) {
  const now = runs.flatMap((run) => (run.scene.value ? [{ run, scene: run.scene.value }] : []));
  const found = useSettled(now, RESTS_AFTER_MS, [...now.map(({ scene }) => scene), now.length]);
  if (found.length === 0) return null;
  const scenes = found.map(({ scene }) => scene);
  return (
    <div class="lab-panel lab-more">
      <h2 class="only-read">More of this result</h2>
      <Tabs
        label="More of this result"
        tabs={[
          {
            key: "charts",
            title: "Charts",
            content: () => (
              <>
                <ChartsNow scenes={scenes} labels={found.map(({ run }) => nameOf(run))} />
                <OverDial runs={found.map(({ run }) => run)} />
              </>
            ),
          },
          { key: "block", title: "Block of skin in 3-D", content: () => <Blocks found={found} /> },
          {
            key: "downloads",
            title: "Reproduce and download",
            content: () => (
              <>
                {runs.map((run) => (
                  <Downloads key={run.slot} run={run} named={runs.length > 1} />
                ))}
                {runs.length > 1 && <JointFigure runs={runs} />}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

// Charts at the time that the pictures show; a part of its own, so that only it is drawn anew while time runs.
function ChartsNow(props: ChartProps) {
  return <Charts {...props} time_s={clock.value ?? undefined} />;
}

function Blocks({ found }: { found: readonly { run: Run; scene: Scene }[] }) {
  const several = found.length > 1;
  return (
    <div class={`lab-pictures${several ? " two" : ""}`}>
      {found.map(({ run, scene }) => (
        <SkinBlock
          key={run.slot}
          scene={scene}
          label={`${several ? `${nameOf(run)}, ` : ""}${scene.scene.device_title}`}
        />
      ))}
    </div>
  );
}
