// The wound in a block of skin, zone by zone and pass by pass. three.js is fetched when the block is first shown.

import { useMemo, useState } from "preact/hooks";
import type { Scene } from "../api/scene";
import { Disclosure, Table } from "../ui";
import "./lab3d.css";
import type { Shown } from "./content";
import { blockOf, inSight, sidesOf } from "./model";
import { NoWebgl } from "./no-webgl";
import { Panel } from "./panel";
import { Picture } from "./picture";
import { useSide } from "./side";
import { TopView } from "./top-view";
import { rows, sentence, type TwinRow } from "./twin";

export interface SkinBlockProps {
  scene: Scene;
  /** What the picture shows, in words, for its name: "A, Fraxel re:store". */
  label: string;
}

const EVERYTHING: Shown = { pass: Infinity, alone: false, colourBy: "pass", open: true, hidden: new Set() };

/** The block with its controls, a sentence and a table that say the same. */
export default function SkinBlock({ scene, label }: SkinBlockProps) {
  const sides = sidesOf(scene);
  const [side, setSide] = useSide(scene);
  const block = useMemo(() => blockOf(scene, side), [scene, side]);
  const [wanted, setWanted] = useState<Shown>(EVERYTHING);
  const shown = useMemo(() => within(wanted, block.passes), [wanted, block.passes]);
  const [flat, setFlat] = useState(() => !hasWebgl());
  const landed = inSight(block.landed, shown.pass, shown.alone);
  return (
    <section class="lab3d" aria-label={`${label}, block of skin`}>
      <div class="lab3d-parts">
        <div class="lab3d-main">
          {flat ? (
            <NoWebgl scene={scene} label={label} />
          ) : (
            <Picture block={block} shown={shown} label={label} onFailure={() => setFlat(true)} />
          )}
          <p class="lab3d-sentence">{sentence(scene, block)}</p>
          {flat && block.bodies.length > 0 && (
            <TopView block={block} landed={landed} colourBy={shown.colourBy} hidden={shown.hidden} label={label} />
          )}
        </div>
        <Panel block={block} shown={shown} sides={sides} flat={flat} onShow={setWanted} onSide={setSide} />
      </div>
      <Disclosure title="The block in figures">
        <Figures label={label} rows={rows(scene, block)} />
      </Disclosure>
    </section>
  );
}

function Figures({ label, rows: all }: { label: string; rows: readonly TwinRow[] }) {
  return (
    <Table
      caption={`${label}: the block in figures`}
      quiet
      columns={[
        { title: "Figure", cell: ({ title }) => title, head: true },
        { title: "Value (low to high)", cell: ({ text }) => text, number: true },
      ]}
      rows={all}
      keyOf={({ title }) => title}
    />
  );
}

// The number of passes may have changed since the choice was made; one pass needs no colours of its own.
function within(wanted: Shown, passes: number): Shown {
  const pass = Math.min(wanted.pass, passes);
  return { ...wanted, pass, colourBy: passes > 1 ? wanted.colourBy : "zone", alone: wanted.alone && passes > 1 };
}

function hasWebgl(): boolean {
  return typeof WebGL2RenderingContext !== "undefined" && canDraw(document.createElement("canvas"));
}

function canDraw(canvas: HTMLCanvasElement): boolean {
  const context = canvas.getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
