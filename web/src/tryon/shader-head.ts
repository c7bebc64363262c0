// The default head: skin lit softly, its relief bent into the normal by slopes of height maps along directions that lie
// in the mesh (differences between neighbouring pixels would show as blocks of two by two). The light stays with the viewer.
import { EFFECTS_CHUNK, OUTPUT_CHUNK, SHEDDING_CHUNK, SKIN_COLOUR_CHUNK } from "./shader-common";

/** Vertices of all parts; only skin has an atlas and swells. `across`, `down`: the gradients of u and v, per mm_per_unit. */
export const HEAD_VERTEX = /* glsl */ `
${EFFECTS_CHUNK}
attribute float on_atlas;
attribute float openness;
attribute vec3 across;
attribute vec3 down;
uniform vec2 mmPerUnit;
varying vec2 vAtlas;
varying float vOnAtlas;
varying float vOpen;
varying vec3 vNormal;
varying vec3 vAcross;
varying vec3 vDown;
varying vec3 vPlace;
varying vec3 vToEye;

void main() {
  const float STEP = 0.012; // of the atlas: about 2 mm
  float swelling = on_atlas * swellingAt(uv);
  float right = on_atlas * (swellingAt(uv + vec2(STEP, 0.0)) - swellingAt(uv - vec2(STEP, 0.0)));
  float lower = on_atlas * (swellingAt(uv + vec2(0.0, STEP)) - swellingAt(uv - vec2(0.0, STEP)));
  vec2 slope = vec2(right, lower) / (2.0 * STEP * mmPerUnit);
  vec4 place = modelViewMatrix * vec4(position + swelling * normal, 1.0);
  vAtlas = uv; // of the atlas
  vOnAtlas = on_atlas;
  vOpen = openness;
  vNormal = normalMatrix * normalize(normal - slope.x * across - slope.y * down);
  vAcross = normalMatrix * across;
  vDown = normalMatrix * down;
  vPlace = position;
  vToEye = -place.xyz;
  gl_Position = projectionMatrix * place;
}
`;

const LIGHT_CHUNK = /* glsl */ `
uniform vec3 lamp; // towards it, seen by the viewer
uniform float lampStrength;
uniform float skyStrength;

// Light on matt skin: what enters beside a place comes out of it, red from farther away than blue.
vec3 lightOn(vec3 rough, vec3 smooth_, float open) {
  const vec3 SPREAD = vec3(0.42, 0.24, 0.16);
  vec3 facing = vec3(dot(mix(rough, smooth_, 0.55), lamp), dot(mix(rough, smooth_, 0.2), lamp), dot(rough, lamp));
  vec3 direct = clamp((facing + SPREAD) / (1.0 + SPREAD), 0.0, 1.0);
  float up = 0.5 + 0.5 * mix(rough, smooth_, 0.5).y;
  vec3 sky = pow(vec3(open), vec3(0.75, 1.0, 1.1)) * mix(0.55, 1.0, up);
  return lampStrength * direct * mix(0.45, 1.0, open) + skyStrength * sky;
}

// Light that the surface throws back (Cook-Torrance with the distribution of GGX, refractive index 1.4).
float gloss(vec3 rough, vec3 toEye, float roughness, float open) {
  vec3 halfway = normalize(lamp + toEye);
  float facing = max(dot(rough, halfway), 0.0);
  float alpha = roughness * roughness;
  float width = facing * facing * (alpha * alpha - 1.0) + 1.0;
  float lobe = alpha * alpha / (width * width); // times pi, as lamp strength is what white paper gives back
  float grazing = 0.028 + 0.972 * pow(1.0 - max(dot(halfway, toEye), 0.0), 5.0);
  float direct = 0.25 * lobe * grazing * smoothstep(-0.1, 0.3, dot(rough, lamp)) * lampStrength;
  return open * (direct + 0.04 * skyStrength);
}
`;

/** Skin and lips. */
export const SKIN_FRAGMENT = /* glsl */ `
${EFFECTS_CHUNK}
${SKIN_COLOUR_CHUNK}
${SHEDDING_CHUNK}
${OUTPUT_CHUNK}
${LIGHT_CHUNK}
uniform sampler2D relief;  // slopes of lines and of scars
uniform sampler2D surface; // slopes of pores, spots, gloss
uniform sampler2D pigment; // factors on melanosomes and on blood, hair, red of the lips
uniform vec2 slopeRange;   // of relief, of pores
uniform vec2 tone;
uniform float fullSpot;
uniform vec2 cellsAcross;
varying vec2 vAtlas;
varying float vOnAtlas;
varying float vOpen;
varying vec3 vNormal;
varying vec3 vAcross;
varying vec3 vDown;
varying vec3 vPlace;
varying vec3 vToEye;

vec2 signed_(vec2 bytes) {
  return (bytes * 255.0 - 128.0) / 127.0;
}

void main() {
  Change change = changeAt(vAtlas);
  float mask = change.allowed * vOnAtlas;
  vec4 folds = texture(relief, vAtlas);
  vec4 fine = texture(surface, vAtlas);
  vec4 own = mix(vec4(0.5, 0.5, 0.0, 0.0), texture(pigment, vAtlas), vOnAtlas);

  vec2 kept = 1.0 - mask * change.second.xy;
  vec2 slope = slopeRange.x * (kept.x * signed_(folds.rg) + kept.y * signed_(folds.ba));
  slope = vOnAtlas * (slope + slopeRange.y * signed_(fine.rg));
  vec3 even = normalize(vNormal);
  vec3 rough = normalize(even - slope.x * vAcross - slope.y * vDown);

  float spot = vOnAtlas * fine.b * fullSpot;
  float melanosomes = tone.x * 2.0 * own.x + spot * (1.0 - mask * change.second.z);
  melanosomes += mask * (change.first.y + change.second.w);
  float blood = tone.y * 2.0 * own.y + mask * change.first.x;
  vec3 skin = skinColour(melanosomes, blood) * shedding(vAtlas * cellsAcross, mask * change.first.w);
  skin *= mix(vec3(1.0), vec3(0.86, 0.58, 0.60), own.w);
  skin = mix(skin, 0.16 * skin + vec3(0.008, 0.006, 0.005), own.z);

  float shine = mix(1.0, 2.0 * fine.a, vOnAtlas) * (1.0 - 0.8 * own.z);
  vec3 light = skin * lightOn(rough, even, vOpen);
  light += shine * gloss(rough, normalize(vToEye), mix(0.5, 0.4, own.w), vOpen);
  gl_FragColor = vec4(painted(encoded(light), change.treated, mask), 1.0);
}
`;

/** Behind lips that do not close. */
export const MOUTH_FRAGMENT = /* glsl */ `
${OUTPUT_CHUNK}

void main() {
  gl_FragColor = vec4(encoded(vec3(0.012, 0.005, 0.005)), 1.0);
}
`;

/** Eyeballs. */
export const EYE_FRAGMENT = /* glsl */ `
${OUTPUT_CHUNK}
${LIGHT_CHUNK}
uniform vec3 eyeCentre[2]; // the person's left, right
uniform vec3 eyeAxis[2];
uniform vec2 eyeRadii[2];  // of iris and pupil, mm
varying float vOpen;
varying vec3 vNormal;
varying vec3 vPlace;
varying vec3 vToEye;

vec3 irisAt(float share, float angle) {
  float rays = 0.5 + 0.25 * sin(31.0 * angle) + 0.25 * sin(53.0 * angle + 2.0 * share);
  vec3 brown = mix(vec3(0.030, 0.014, 0.007), vec3(0.105, 0.053, 0.026), rays * (1.0 - 0.6 * share));
  return brown * (1.0 - 0.75 * smoothstep(0.82, 1.0, share));
}

void main() {
  int eye = vPlace.x > 0.0 ? 0 : 1;
  vec3 out_ = vPlace - eyeCentre[eye];
  vec3 axis = eyeAxis[eye];
  vec3 aside = out_ - axis * dot(out_, axis);
  float away = dot(out_, axis) > 0.0 ? length(aside) : 100.0;
  vec2 radii = eyeRadii[eye];
  float softness = 0.25;
  vec3 white = vec3(0.62, 0.57, 0.53);
  vec3 iris = irisAt(clamp((away - radii.y) / (radii.x - radii.y), 0.0, 1.0), atan(aside.y, aside.x));
  vec3 base = mix(iris, white, smoothstep(radii.x - softness, radii.x + softness, away));
  base = mix(vec3(0.004), base, smoothstep(radii.y - softness, radii.y + softness, away));
  vec3 normal = normalize(vNormal);
  float lid = mix(0.45, 1.0, smoothstep(6.0, 1.5, aside.y)) * vOpen;
  vec3 light = base * lightOn(normal, normal, vOpen) * lid;
  light += 0.6 * gloss(normal, normalize(vToEye), 0.22, vOpen);
  gl_FragColor = vec4(encoded(light), 1.0);
}
`;

/** Cap, collar and lashes: plain matt stuff of one colour. */
export const CLOTH_FRAGMENT = /* glsl */ `
${OUTPUT_CHUNK}
${LIGHT_CHUNK}
uniform vec3 cloth;
varying float vOpen;
varying vec3 vNormal;
varying vec3 vToEye;

void main() {
  vec3 normal = normalize(vNormal);
  // Its inside is darker; not so at the very edge, where front and back meet.
  float within = gl_FrontFacing ? 0.0 : smoothstep(0.1, 0.45, -dot(normal, normalize(vToEye)));
  gl_FragColor = vec4(encoded(cloth * lightOn(normal, normal, vOpen) * mix(1.0, 0.4, within)), 1.0);
}
`;
