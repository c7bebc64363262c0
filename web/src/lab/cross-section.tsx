// The picture of one run: a canvas drawn anew with every scene and every moment; and its twin in words and numbers.
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Scene } from "../api/scene";
import { dark } from "../shell/theme";
import { Disclosure, Table } from "../ui";
import { figureText } from "../ui/format";
import { clock, clockText, momentOf } from "./clock";
import { drawProfile } from "./draw-profile";
import { type Cover, drawSection } from "./draw-section";
import { heatMap } from "./heat-map";
import { paletteOf } from "./palette";
import { sectionRows, sectionWords } from "./section-words";
import { type Extent, viewOf } from "./window";
import { ZONE_WORDS } from "./words";

export interface CrossSectionProps {
  scene: Scene;
  /** Name of the run where there are two: "A". */
  label: string;
  extent: Extent;
  /** Ends of the colours where several pictures share them. */
  range: readonly [number, number] | null;
  cover: Cover;
}

/** The cross-section of one run. */
export function CrossSection({ scene, label, extent, range, cover }: CrossSectionProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  useLayoutEffect(() => {
    const drawing = canvas.current;
    if (!drawing || width === 0) return;
    return effect(() => draw(drawing, { scene, label, extent, range, cover }, width, clock.value, dark.value));
  }, [scene, extent, range, cover, width]);
  return (
    <div ref={frame} class="lab-canvas">
      <canvas ref={canvas} role="img" aria-label={`Cross-section ${label}`} aria-describedby={twinId(scene)} />
    </div>
  );
}

function twinId(scene: Scene): string {
  return `lab-twin-${scene.slot}`;
}

/** What the picture shows, in words and as a table. */
export function SectionTwin({ scene, named }: { scene: Scene; named: boolean }) {
  const title = named ? `The picture of ${scene.slot.toUpperCase()} as a table` : "The picture as a table";
  return (
    <div class="lab-twin">
      <p id={twinId(scene)} class="small">
        {sectionWords(scene)}
      </p>
      <Disclosure title={title} content={() => <SectionTable scene={scene} />} />
    </div>
  );
}

function draw(
  canvas: HTMLCanvasElement,
  { scene, extent, range, cover }: CrossSectionProps,
  width: number,
  time: number | null,
  isDark: boolean,
): void {
  const view = viewOf(extent, width);
  const scale = Math.min(2, window.devicePixelRatio || 1);
  const [across, down] = [Math.round(view.width * scale), Math.round(view.height * scale)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.height = `${view.height}px`;
  }
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  const map = heatMap(scene, momentOf(scene, time), range);
  const palette = paletteOf(isDark);
  if (scene.scene.depth_only) drawProfile(pen, view, scene, map, palette);
  else drawSection(pen, view, scene, map, cover, palette);
}

function useWidth(frame: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = frame.current;
    if (!box) return;
    setWidth(box.clientWidth);
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return width;
}

function SectionTable({ scene }: { scene: Scene }) {
  const rows = sectionRows(scene, momentOf(scene, clock.value));
  const map = heatMap(scene, null);
  const zones = scene.scene.zones;
  return (
    <Table
      caption={`On the axis, ${map?.unit === "J/cm³" ? "melanin absorbs" : clockText(clock.value)}; full widths of the zones`}
      rows={rows}
      keyOf={(row) => row.depth_um}
      columns={[
        { title: "Depth, µm", head: true, cell: (row) => figureText(row.depth_um) },
        ...(map
          ? [{ title: map.unit, number: true, cell: (row: (typeof rows)[number]) => figureText(row.heat ?? 0) }]
          : []),
        ...zones.map(({ name }) => ({
          title: `${ZONE_WORDS[name]}, µm`,
          number: true,
          cell: (row: (typeof rows)[number]) => figureText(row.widths[name] ?? 0),
        })),
      ]}
    />
  );
}
