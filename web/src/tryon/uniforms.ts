// What all materials of a stage share. A side is drawn by pointing `effects` to its numbers: 56 of them, and nothing else.
import { type DataTexture, type IUniform, ShaderMaterial, type ShaderMaterialParameters } from "three";
import type { ColourTable } from "./colour-table";
import type { Weights } from "./png";
import { RENDER } from "./render-numbers";
import { bytesTexture, noiseTexture, tableTexture } from "./textures";
import { EFFECTS, REGIONS } from "./types";

export interface Shared {
  uniforms: {
    effects: IUniform<Float32Array>;
    treated: IUniform<Float32Array>;
    regionsA: IUniform<DataTexture>;
    regionsB: IUniform<DataTexture>;
    skinColours: IUniform<DataTexture>;
    skinMost: IUniform<readonly number[]>;
    noise: IUniform<DataTexture>;
    sheddingContrast: IUniform<number>;
    paint: IUniform<number>;
    tint: IUniform<readonly number[]>;
    lamp: IUniform<Float32Array>;
    lampStrength: IUniform<number>;
    skyStrength: IUniform<number>;
    /** Left edge of the column that is drawn, device pixels. */
    columnFrom: IUniform<number>;
  };
  dispose(): void;
}

const TINT = [0.13, 0.55, 0.8]; // seen on light and on dark skin
// Matt skin that faces the viewer under the first lamp shows its own colour.
const LAMP = 0.64;
const SKY = 0.52;

/** Return what materials share. */
export function sharedUniforms(table: ColourTable, regions: readonly [Weights, Weights]): Shared {
  const textures = {
    regionsA: bytesTexture(regions[0].bytes, regions[0]),
    regionsB: bytesTexture(regions[1].bytes, regions[1]),
    skinColours: tableTexture(table),
    noise: noiseTexture(),
  };
  const uniforms = {
    effects: { value: new Float32Array(EFFECTS) },
    treated: { value: new Float32Array(REGIONS.length) },
    regionsA: { value: textures.regionsA },
    regionsB: { value: textures.regionsB },
    skinColours: { value: textures.skinColours },
    skinMost: { value: [table.melanosome_fraction.at(-1)!, table.blood_fraction.at(-1)!] },
    noise: { value: textures.noise },
    sheddingContrast: { value: RENDER.shedding_contrast_share },
    paint: { value: 0 },
    tint: { value: TINT },
    lamp: { value: new Float32Array(3) },
    lampStrength: { value: LAMP },
    skyStrength: { value: SKY },
    columnFrom: { value: 0 },
  };
  const dispose = () => {
    for (const texture of Object.values(textures)) texture.dispose();
  };
  return { uniforms, dispose };
}

/** Return a material with uniforms of its own beside the shared ones. */
export function materialOf(
  shared: Shared,
  vertexShader: string,
  fragmentShader: string,
  own: Record<string, IUniform>,
  more: ShaderMaterialParameters = {},
): ShaderMaterial {
  return new ShaderMaterial({ vertexShader, fragmentShader, uniforms: { ...shared.uniforms, ...own }, ...more });
}
