// Every chart that one or two runs allow.

import { useMemo, useState } from "preact/hooks";
import type { Scene } from "../api/scene";
import { timeText } from "../ui";
import { breakdownChart } from "./breakdown";
import { bulkChart } from "./bulk";
import { ChartView } from "./chart-view";
import { coverageChart } from "./coverage";
import { healingChart } from "./healing";
import type { ChartProps, OverTheDialProps } from "./index";
import { nearest } from "./numbers";
import { dialChart } from "./over-dial";
import { profileChart, profileTimes } from "./profile";

/** The charts in one column, or two where there is room. */
export function AllCharts(props: ChartProps) {
  const { scenes, labels } = props;
  // Callers make these lists anew; what they hold tells whether there is something to draw.
  const [narrow, wide] = useMemo(() => {
    const charts = [breakdownChart(scenes, labels), coverageChart(scenes, labels), bulkChart(scenes, labels)];
    return [charts.filter((chart) => chart !== null), healingChart(scenes, labels)] as const;
  }, [...twoOf(scenes), labels.join()]);
  return (
    <div class="charts">
      <Profile {...props} />
      {narrow.map((chart) => (
        <ChartView key={chart.key} chart={chart} />
      ))}
      {wide && <ChartView chart={wide} />}
    </div>
  );
}

function twoOf(scenes: readonly Scene[]): [Scene | null, Scene | null] {
  return [scenes[0] ?? null, scenes[1] ?? null];
}

/** Temperature by depth, with a slider of time unless the caller has one. */
function Profile({ scenes, labels, time_s }: ChartProps) {
  const times = scenes.map(profileTimes).find(({ length }) => length > 0);
  const [own, setOwn] = useState<number | null>(null);
  const time = time_s ?? own ?? (times ? hottestTime(scenes, times) : 0);
  const chart = useMemo(() => profileChart(scenes, labels, time), [...twoOf(scenes), labels.join(), time]);
  if (!chart || !times) return null;
  const at = nearest(times, time);
  return (
    <ChartView chart={chart}>
      {time_s === undefined && (
        <label class="charts-time small">
          <span>Time: {timeText(times[at]!).replace("-", "−")}</span>
          <input
            type="range"
            min={0}
            max={times.length - 1}
            step={1}
            value={at}
            aria-valuetext={timeText(times[at]!)}
            onInput={(event) => setOwn(times[Number(event.currentTarget.value)]!)}
          />
        </label>
      )}
    </ChartView>
  );
}

// The picture begins at the time of the highest temperature, where there is most to see.
function hottestTime(scenes: readonly Scene[], times: Float32Array): number {
  const field = scenes.find((scene) => scene.scene.depth_only)?.arrays.temperature;
  if (!field) return 0;
  const perTime = field.data.length / times.length;
  const hottest = Array.from(times, (_, at) => Math.max(...field.data.subarray(at * perTime, (at + 1) * perTime)));
  return times[hottest.indexOf(Math.max(...hottest))]!;
}

/** The wound over a device's dial, or over two. */
export function DialView({ courses, dial, unit }: OverTheDialProps) {
  const chart = useMemo(() => dialChart(courses, dial, unit), [courses, dial, unit]);
  return chart && <ChartView chart={chart} />;
}
