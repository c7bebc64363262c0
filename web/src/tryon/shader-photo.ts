// A photo keeps its own light: it is multiplied by how skin's colour changes, and its relief is weakened, in linear light.
// Where nothing changes the photo comes back as it is.
import { EFFECTS_CHUNK, OUTPUT_CHUNK, SHEDDING_CHUNK, SKIN_COLOUR_CHUNK } from "./shader-common";

/** Vertices of the sheet; swelling moves them along their normals. */
export const PHOTO_VERTEX = /* glsl */ `
${EFFECTS_CHUNK}
attribute vec2 picture;
attribute float supple;
uniform float lengthPerMm;
uniform vec2 pictureSize;
uniform sampler2D prepared; // relief of lines, of scars, spots, gate
uniform vec4 preparedAt;    // its left upper corner and one over its size, shares of the photo
varying vec2 vPicture;
varying vec2 vMoved; // by swelling, shares of the photo
varying vec2 vAtlas;

void main() {
  vPicture = picture;
  vAtlas = uv; // of the atlas
  float skin = textureLod(prepared, (picture - preparedAt.xy) * preparedAt.zw, 2.0).a;
  float swelling = supple * skin * swellingAt(uv) * lengthPerMm;
  vMoved = swelling * vec2(normal.x, -normal.y) / pictureSize;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position + swelling * normal, 1.0);
}
`;

// Where in the photo. Seen from the front it follows from the pixel alone, because corners of triangles are rounded to
// parts of a pixel and would shift the photo by as much.
const PICTURE_CHUNK = /* glsl */ `
uniform sampler2D photo;
uniform sampler2D prepared;
uniform vec4 preparedAt;
uniform float fromFront;
uniform vec4 frontView; // photo at the left lower corner of the column, and per pixel
uniform float columnFrom;
varying vec2 vPicture;
varying vec2 vMoved;

vec4 preparedFor(vec2 picture) {
  return texture(prepared, (picture - preparedAt.xy) * preparedAt.zw);
}

// Swelling moves skin only: hair and eyes stay where they are.
vec2 pictureHere() {
  vec2 front = frontView.xy + frontView.zw * (gl_FragCoord.xy - vec2(columnFrom, 0.0));
  return mix(vPicture, front - vMoved * preparedFor(front).a, fromFront);
}
`;

/** The part of the photo that has no skin to change. */
export const REST_FRAGMENT = /* glsl */ `
${OUTPUT_CHUNK}
${PICTURE_CHUNK}

void main() {
  gl_FragColor = vec4(encoded(texture(photo, pictureHere()).rgb), 1.0);
}
`;

/** The face. */
export const PHOTO_FRAGMENT = /* glsl */ `
${EFFECTS_CHUNK}
${SKIN_COLOUR_CHUNK}
${SHEDDING_CHUNK}
${OUTPUT_CHUNK}
${PICTURE_CHUNK}
uniform float relief;       // of a full byte
uniform float mostSpot;
uniform vec2 tone;          // melanosomes, blood
uniform vec2 cellsAcross;   // cells of shedding across the photo
varying vec2 vAtlas;

vec3 changed(vec3 light, vec2 picture, Change change, vec4 own) {
  float mask = change.allowed * own.a;
  vec2 bands = (own.rg * 255.0 - 128.0) / 127.0 * relief;
  float spot = own.b * mostSpot;
  float m = tone.x + spot;
  float after = tone.x + spot * (1.0 - mask * change.second.z) + mask * (change.first.y + change.second.w);
  vec3 ratio = skinColour(after, tone.y + mask * change.first.x) / skinColour(m, tone.y);
  float flatter = exp(-dot(change.second.xy, bands));
  return light * ratio * flatter * shedding(picture * cellsAcross, mask * change.first.w);
}

void main() {
  vec2 picture = pictureHere();
  vec3 light = texture(photo, picture).rgb;
  vec4 own = preparedFor(picture);
  Change change = changeAt(vAtlas);
  bool untouched = change.allowed * own.a * change.treated <= 0.0;
  vec3 shown = encoded(untouched ? light : changed(light, picture, change, own));
  gl_FragColor = vec4(painted(shown, change.treated, change.allowed * own.a), 1.0);
}
`;
