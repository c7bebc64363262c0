// What of the block is shown: passes one after another, zones, layers, colours, size.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, CheckField, Choice, Dial, SelectField } from "../ui";
import type { Shown } from "./content";
import type { Block } from "./model";
import { passColour } from "./palette";
import { lengthText } from "./twin";

export interface PanelProps {
  block: Block;
  shown: Shown;
  sides: readonly number[];
  /** Only the surface is in sight. */
  flat: boolean;
  onShow: (shown: Shown) => void;
  onSide: (side: number) => void;
}

const STEP_MS = 800;
const COLOURS = [
  ["pass", "pass"],
  ["zone", "zone"],
] as const;

/** All controls of the block. */
export function Panel({ block, shown, sides, flat, onShow, onSide }: PanelProps) {
  const repeats = block.bodies.length > 0 && block.passes > 1;
  return (
    <div class="lab3d-panel">
      {repeats && <Passes block={block} shown={shown} onShow={onShow} />}
      {sides.length > 1 && (
        <SelectField
          label="Side of the block"
          value={String(block.shape.side)}
          options={sides.map((side) => [String(side), lengthText(side)] as const)}
          onChange={(side) => onSide(Number(side))}
        />
      )}
      <Toggles title="Zones" entries={zoneEntries(block, shown)} shown={shown} onShow={onShow}>
        {block.bodies.length > 1 && !flat && (
          <CheckField
            label="Cut open towards you"
            checked={shown.open}
            onChange={(open) => onShow({ ...shown, open })}
          />
        )}
      </Toggles>
      {!flat && <Toggles title="Layers" entries={layerEntries(block)} shown={shown} onShow={onShow} />}
    </div>
  );
}

type PassesProps = Pick<PanelProps, "block" | "shown" | "onShow">;

function Passes({ block, shown, onShow }: PassesProps) {
  const { passes } = block;
  return (
    <div class="lab3d-passes">
      <Dial
        label={shown.alone ? "Pass shown" : "Passes shown, up to"}
        value={shown.pass}
        unit={`of ${passes}`}
        min={1}
        max={passes}
        step={1}
        onInput={(pass) => onShow({ ...shown, pass: Math.round(pass) })}
        aside={<Play passes={passes} shown={shown} onShow={onShow} />}
      />
      <CheckField
        label="This pass alone"
        checked={shown.alone}
        onChange={(alone) => onShow({ ...shown, alone, colourBy: "pass" })}
      />
      <Choice
        label="Colour by"
        value={shown.colourBy}
        options={COLOURS}
        onChange={(colourBy) => onShow({ ...shown, colourBy })}
      />
      {shown.colourBy === "pass" && <PassKey passes={passes} shown={shown} />}
    </div>
  );
}

/** A button that shows one pass after another, and stops at the last. */
function Play({ passes, shown, onShow }: Pick<PanelProps, "shown" | "onShow"> & { passes: number }) {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (shown.pass < passes) onShow({ ...shown, pass: shown.pass + 1 });
      else setPlaying(false);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, shown, passes]);
  const play = () => {
    if (!playing && shown.pass >= passes) onShow({ ...shown, pass: 1 });
    setPlaying(!playing);
  };
  return (
    <Button look="quiet" onClick={play}>
      {playing ? "Stop" : "Play"}
    </Button>
  );
}

function PassKey({ passes, shown }: { passes: number; shown: Shown }) {
  const isShown = (pass: number) => (shown.alone ? pass === shown.pass - 1 : pass < shown.pass);
  return (
    <>
      <ol class="lab3d-key" aria-label="Colours of the passes, first to last">
        {Array.from({ length: passes }, (_, pass) => (
          <li key={pass} class={isShown(pass) ? undefined : "away"}>
            <span class="lab3d-swatch" style={{ background: passColour(pass, passes) }} />
            {pass + 1}
          </li>
        ))}
      </ol>
      <p class="small soft">From dark, the first pass, to light, the last. What lies inside a zone is darker.</p>
    </>
  );
}

interface Entry {
  name: string;
  title: string;
  /** null where its colour is that of its pass. */
  colour: string | null;
}

function zoneEntries(block: Block, shown: Shown): Entry[] {
  const byPass = shown.colourBy === "pass" && block.passes > 1 && block.bodies.length > 0;
  const colour = (tone: string) => (byPass ? null : `var(--${tone})`);
  const spots = [{ name: "spot", title: "hot spots, on the surface", colour: colour("line-strong") }];
  return [
    ...[...block.bodies, ...block.bands].map(({ name, title, tone }) => ({ name, title, colour: colour(tone) })),
    ...(block.spot === null ? [] : spots),
  ];
}

function layerEntries(block: Block): Entry[] {
  return block.layers.map(({ name, title, top, bottom, colour }) => ({
    name,
    title: `${title}, ${Math.round(top)} to ${lengthText(Math.round(bottom))}`.replace("-", "−"),
    colour,
  }));
}

interface TogglesProps extends Pick<PanelProps, "shown" | "onShow"> {
  title: string;
  entries: readonly Entry[];
  children?: ComponentChildren;
}

function Toggles({ title, entries, shown, onShow, children }: TogglesProps) {
  if (entries.length === 0) return null;
  const toggle = (name: string, seen: boolean) => {
    const hidden = new Set(shown.hidden);
    if (seen) hidden.delete(name);
    else hidden.add(name);
    onShow({ ...shown, hidden });
  };
  return (
    <fieldset class="lab3d-toggles">
      <legend class="small">{title}</legend>
      {entries.map(({ name, title: words, colour }) => (
        <CheckField
          key={name}
          label={
            <>
              {colour && <span class="lab3d-swatch" style={{ background: colour }} />}
              {words}
            </>
          }
          checked={!shown.hidden.has(name)}
          onChange={(seen) => toggle(name, seen)}
        />
      ))}
      {children}
    </fieldset>
  );
}
