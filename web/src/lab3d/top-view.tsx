// The block from straight above, as plain SVG: where zones lie and how wide they are. It needs no WebGL.
import type { Block, Landed } from "./model";
import { passColour } from "./palette";
import { lengthText } from "./twin";

export interface TopViewProps {
  block: Block;
  landed: readonly Landed[];
  colourBy: "zone" | "pass";
  hidden: ReadonlySet<string>;
  label: string;
}

/** The surface of the block with each zone at its widest. */
export function TopView({ block, landed, colourBy, hidden, label }: TopViewProps) {
  const side = block.shape.side;
  const bodies = block.bodies
    .filter(({ name }) => !hidden.has(name))
    .sort((one, other) => other.profile.widest - one.profile.widest);
  return (
    <figure class="lab3d-top">
      <svg viewBox={`${-0.5 * side} ${-0.5 * side} ${side} ${side}`} role="img" aria-label={`${label}, from above`}>
        <rect x={-0.5 * side} y={-0.5 * side} width={side} height={side} class="lab3d-surface" />
        {bodies.map(({ name, tone, profile }) => (
          <g key={name} fill={`var(--${tone})`} fill-opacity={0.45} stroke="none">
            {landed
              .filter(({ hit }) => hit)
              .map(({ x, y, pass }, at) => (
                <circle
                  key={at}
                  cx={x}
                  cy={y}
                  r={profile.widest}
                  fill={colourBy === "pass" ? passColour(pass, block.passes) : undefined}
                />
              ))}
          </g>
        ))}
      </svg>
      <figcaption class="small soft">From above, {lengthText(side)} across, each zone at its widest.</figcaption>
    </figure>
  );
}
