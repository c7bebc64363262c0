// What all shaders share: the effects at a place of the atlas, the colour of skin, the noise of shedding, the curve of
// the screen. `effects` holds, by region, (redness, bronzing, swelling, shedding) and (lines, scars, spots, darkening).

/** Effects at a place of the atlas. */
export const EFFECTS_CHUNK = /* glsl */ `
uniform sampler2D regionsA;
uniform sampler2D regionsB;
uniform vec4 effects[14];
uniform float treated[7];

struct Change {
  vec4 first;    // redness, bronzing, swelling, shedding
  vec4 second;   // lines, scars, spots, darkening
  float treated; // share of treated skin
  float allowed; // 0 at eyes, lips, brows
};

Change changeOf(vec4 a, vec4 b) {
  float w[7] = float[7](a.x, a.y, a.z, a.w, b.x, b.y, b.z);
  Change change = Change(vec4(0.0), vec4(0.0), 0.0, b.w);
  for (int region = 0; region < 7; region++) {
    float weight = w[region] * treated[region];
    change.first += weight * effects[2 * region];
    change.second += weight * effects[2 * region + 1];
    change.treated += weight;
  }
  float norm = 1.0 / max(1.0, change.treated);
  change.first *= norm;
  change.second *= norm;
  return change;
}

Change changeAt(vec2 place) {
  return changeOf(textureLod(regionsA, place, 0.0), textureLod(regionsB, place, 0.0));
}

// Swelling has no edges: the weights of a coarser level, of about 5 mm.
float swellingAt(vec2 place) {
  const float COARSER = 3.7;
  Change change = changeOf(textureLod(regionsA, place, COARSER), textureLod(regionsB, place, COARSER));
  return change.allowed * change.first.z;
}
`;

/** The colour of skin: bilinear along the square roots of melanosomes and blood. */
export const SKIN_COLOUR_CHUNK = /* glsl */ `
uniform highp sampler2D skinColours;
uniform vec2 skinMost; // last nodes of the axes

vec3 skinNode(ivec2 place) {
  return texelFetch(skinColours, place, 0).rgb;
}

vec3 skinColour(float melanosomes, float blood) {
  ivec2 last = textureSize(skinColours, 0) - 1;
  vec2 at = clamp(sqrt(max(vec2(melanosomes, blood), 0.0) / skinMost), 0.0, 1.0) * vec2(last);
  ivec2 low = min(ivec2(at), last - 1);
  vec2 share = at - vec2(low);
  vec3 upper = mix(skinNode(low), skinNode(low + ivec2(0, 1)), share.y);
  vec3 lower = mix(skinNode(low + ivec2(1, 0)), skinNode(low + ivec2(1, 1)), share.y);
  return mix(upper, lower, share.x);
}
`;

/** Fine mottling with a mean of 0: two octaves of a lattice that repeats; what is finer than a pixel averages out. */
export const SHEDDING_CHUNK = /* glsl */ `
uniform sampler2D noise;
uniform float sheddingContrast;

float signedNoise(vec2 place) {
  return (texture(noise, place).r * 255.0 - 127.5) / 127.5;
}

float shedding(vec2 cells, float amount) {
  vec2 place = cells / vec2(textureSize(noise, 0));
  return 1.0 + sheddingContrast * amount * (signedNoise(place) + 0.5 * signedNoise(0.5 * place + 0.37));
}
`;

/** The curve of the screen, once, and the tint of treated regions over it. */
export const OUTPUT_CHUNK = /* glsl */ `
uniform float paint;
uniform vec3 tint; // sRGB

vec3 encoded(vec3 light) {
  vec3 value = clamp(light, 0.0, 1.0);
  return mix(1.055 * pow(value, vec3(1.0 / 2.4)) - 0.055, 12.92 * value, vec3(lessThanEqual(value, vec3(0.0031308))));
}

// region: share of treated skin; mask: where it is changed
vec3 painted(vec3 shown, float region, float mask) {
  float inside = smoothstep(0.3, 0.7, region);
  float edge = smoothstep(0.15, 0.35, region) * (1.0 - smoothstep(0.45, 0.65, region));
  return mix(shown, tint, paint * mask * (0.16 * inside + 0.55 * edge));
}
`;
