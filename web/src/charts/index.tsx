// Charts of the laboratory: one or two runs in each, told apart by line and by name. What draws them is fetched when
// they are first shown.
import type { Scene } from "../api/scene";
import { lazyPart } from "../shell/lazy";
import "./charts.css";
import type { DialCourse } from "./over-dial";

export type { DialCourse, DialPoint } from "./over-dial";

export interface ChartProps {
  scenes: readonly Scene[];
  /** Name of each scene, in the same order: "A", "B". */
  labels: readonly string[];
  /** Time of the temperature by depth, s, where the page has a slider of time; left out, the chart brings its own. */
  time_s?: number;
}

export interface OverTheDialProps {
  /** One device, or two with the same dial; without points nothing is shown. */
  courses: readonly DialCourse[];
  /** What is dialled, "pulse energy", and its unit, "mJ". */
  dial: string;
  unit: string;
}

const All = lazyPart<ChartProps>(async () => ({ default: (await import("./all-charts")).AllCharts }));
const Dial = lazyPart<OverTheDialProps>(async () => ({ default: (await import("./all-charts")).DialView }));

/** Every chart that the runs allow. */
export default function Charts(props: ChartProps) {
  return <All {...props} />;
}

/** Depth and width of the wound against the dial, from what the atlas holds. */
export function OverTheDial(props: OverTheDialProps) {
  return props.courses.some(({ points }) => points.length > 1) ? <Dial {...props} /> : null;
}
