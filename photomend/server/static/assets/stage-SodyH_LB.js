import{C as e,D as t,E as n,I as r,L as i,M as a,N as o,O as s,P as c,R as l,S as u,_ as d,a as f,g as p,k as m,l as h,n as g,o as _,r as v,s as y,t as ee,w as te,y as ne,z as b}from"./three.module-QEbu5byd.js";import{a as re,c as ie,i as ae,l as oe,n as se,o as ce,r as le,s as ue,u as x}from"./view-Dk452RU7.js";var de=4;function fe(){let e=()=>({x:0,width:0,from:0,to:0,side:-1});return{cells:[e(),e(),e(),e()],count:0}}function pe(e,t,n,r,i){if(t===`row`)return he(e,Math.min(de,Math.max(1,n)),i);let a=t===`split`?Math.round(Math.min(1,Math.max(0,r))*i):0;e.count=0,a>0&&S(e,0,i,0,a,-1),a<i&&S(e,0,i,a,i,0)}function me(e,t){for(let n=0;n<e.count;n+=1){let r=e.cells[n];if(t>=r.from&&t<r.to)return r}return null}function he(e,t,n){e.count=0;for(let r=0;r<t;r+=1){let[i,a]=[Math.round(r*n/t),Math.round((r+1)*n/t)];S(e,i,Math.floor(n/t),i,a,r)}}function S(e,t,n,r,i,a){let o=e.cells[e.count];o.x=t,o.width=n,o.from=r,o.to=i,o.side=a,e.count+=1}var C={skin:0,eyeball:1,cap:2,lip:3,collar:4,lash:5},ge=25;async function _e(e){let[t,n]=await Promise.all([ve(e(`head.json`)),ve(e(`head.bin`))]);return ye(await t.json(),await n.arrayBuffer())}async function ve(e){let t=await fetch(e);if(!t.ok)throw Error(`The default head could not be read (${t.status}); reload the page.`);return t}function ye(e,t){let{vertices:n,triangles:r,arrays:i,eyes:a}=e,o=e=>Float32Array.from(w(i[e],t),be(i[e].scale));return{vertices:n,triangles:r,position_mm:o(`position_mm`),normal:T(o(`normal`)),atlas:o(`atlas`),on_atlas:o(`on_atlas`),part:w(i.part,t),openness:w(i.openness,t),aged_mm:o(`aged_mm`),index:w(i.index,t),eyes:a}}function w({offset:e,shape:t,type:n},r){let i=t.reduce((e,t)=>e*t,1);return n===`float32`?new Float32Array(r,e,i):n===`int16`?new Int16Array(r,e,i):n===`uint16`?new Uint16Array(r,e,i):new Uint8Array(r,e,i)}function be(e=1){return t=>t*e}function xe(e,t){let n=Math.min(1,Math.max(0,(t-ge)/65));if(n===0)return{position_mm:e.position_mm.slice(),normal:e.normal.slice()};let r=e.position_mm.map((t,r)=>t+n*e.aged_mm[r]);return{position_mm:r,normal:Se(r,e.index)}}function Se(e,t){let n=new Float32Array(e.length);for(let r=0;r<t.length;r+=3){let[i,a,o]=[3*t[r],3*t[r+1],3*t[r+2]],[s,c,l]=[e[a]-e[i],e[a+1]-e[i+1],e[a+2]-e[i+2]],[u,d,f]=[e[o]-e[i],e[o+1]-e[i+1],e[o+2]-e[i+2]],p=[c*f-l*d,l*u-s*f,s*d-c*u];for(let e of[i,a,o])for(let t=0;t<3;t+=1)n[e+t]+=p[t]}return T(n)}function T(e){for(let t=0;t<e.length;t+=3){let n=Math.hypot(e[t],e[t+1],e[t+2])||1;for(let r=0;r<3;r+=1)e[t+r]/=n}return e}var Ce=.02,we=1.5;function Te(e){let{size:t,mm_per_unit:n}=e,r=e=>Ee(e,t,n),[i,a,o]=[r(e.lines),r(e.scars),r(e.pores)],s=[De([i,a]),De([o])],c=t*t,l=new Uint8ClampedArray(4*c),u=new Uint8ClampedArray(4*c),d=new Uint8ClampedArray(4*c);for(let t=0;t<c;t+=1)l[4*t]=128+127*i[2*t]/s[0],l[4*t+1]=128+127*i[2*t+1]/s[0],l[4*t+2]=128+127*a[2*t]/s[0],l[4*t+3]=128+127*a[2*t+1]/s[0],u[4*t]=128+127*o[2*t]/s[1],u[4*t+1]=128+127*o[2*t+1]/s[1],u[4*t+2]=255*e.spots[t],u[4*t+3]=127.5*e.gloss[t],d[4*t]=127.5*e.melanin[t],d[4*t+1]=127.5*e.blood[t],d[4*t+2]=255*Math.max(e.brow[t],e.lash[t]),d[4*t+3]=255*e.lip[t];let f=e=>new Uint8Array(e.buffer);return{size:t,relief:f(l),surface:f(u),pigment:f(d),slope_range:s}}function Ee(e,t,n){let r=new Float32Array(2*t*t),[i,a]=[t/(2*n[0]),t/(2*n[1])];for(let n=1;n<t-1;n+=1)for(let o=1;o<t-1;o+=1){let s=n*t+o;r[2*s]=i*(e[s+1]-e[s-1]),r[2*s+1]=a*(e[s+t]-e[s-t])}return r}function De(e){let t=Ce;for(let n of e)for(let e of n)t=Math.max(t,Math.abs(e));return Math.min(we,t)}var Oe=2.5;function ke(e,t,n,r,i){let a=new Float32Array(e.length),o=new Float32Array(e.length),s=new Float32Array(e.length/3);for(let c=0;c<n.length;c+=3){let l=[n[c],n[c+1],n[c+2]];if(l.some(e=>r[e]===0))continue;let u=Ae(l,e,t);if(u)for(let e of l){s[e]+=u.area;for(let t=0;t<3;t+=1)a[3*e+t]+=u.area*i[0]*u.u[t],o[3*e+t]+=u.area*i[1]*u.v[t]}}for(let e of[a,o])for(let t=0;t<s.length;t+=1)je(e,t,s[t]);return{across:a,down:o}}function Ae([e,t,n],r,i){let[a,o]=[Me(r,e,t),Me(r,e,n)],[s,c]=[i[2*t]-i[2*e],i[2*t+1]-i[2*e+1]],[l,u]=[i[2*n]-i[2*e],i[2*n+1]-i[2*e+1]],d=Ne(a,o),f=Pe(d,d);if(f<1e-12||Math.abs(s*u-l*c)<1e-12)return null;let[p,m]=[Ne(o,d),Ne(d,a)],h=(e,t)=>[0,1,2].map(n=>(e*p[n]+t*m[n])/f);return{area:.5*Math.sqrt(f),u:h(s,l),v:h(c,u)}}function je(e,t,n){if(n===0)return;let r=e.subarray(3*t,3*t+3),i=Math.hypot(r[0],r[1],r[2])/n,a=Math.min(1,Oe/Math.max(i,1e-9))/n;for(let e=0;e<3;e+=1)r[e]*=a}function Me(e,t,n){return[0,1,2].map(r=>e[3*n+r]-e[3*t+r])}function Ne(e,t){return[e[1]*t[2]-e[2]*t[1],e[2]*t[0]-e[0]*t[2],e[0]*t[1]-e[1]*t[0]]}function Pe(e,t){return e[0]*t[0]+e[1]*t[1]+e[2]*t[2]}var Fe={[C.skin]:`skin`,[C.lip]:`skin`,[C.eyeball]:`eye`,[C.cap]:`cap`,[C.collar]:`collar`,[C.lash]:`lash`};function Ie(e,t){let n=new Map;for(let r=0;r<e.length;r+=3){let i=Fe[t[e[r]]]??`skin`,a=n.get(i)??[];n.set(i,a),a.push(e[r],e[r+1],e[r+2])}return new Map([...n].map(([e,t])=>[e,Uint32Array.from(t)]))}var Le=100;function Re(e,t){let n=[];for(let r of Be(e,t)){let t=r.flat(),i=n=>t.reduce((t,r)=>t+e[3*r+n],0)/t.length;if(Math.abs(i(0))>ze||i(2)<0)continue;let[a]=r[0];for(let[e,t]of r)n.push(a,e,t)}return Uint32Array.from(n)}var ze=5;function Be(e,t){let n=t=>[0,1,2].map(n=>Math.round(Le*e[3*t+n])).join(` `);return Ue(He(He(Ve(t),([t,n])=>Math.min(t,n)*e.length/3+Math.max(t,n)),e=>e.map(n).sort().join(`|`)),n)}function*Ve(e){for(let t=0;t<e.length;t+=3){let[n,r,i]=[e[t],e[t+1],e[t+2]];yield[n,r],yield[r,i],yield[i,n]}}function He(e,t){let n=new Map;for(let r of e){let e=t(r);n.delete(e)||n.set(e,r)}return[...n.values()]}function Ue(e,t){let n=[];for(let r of e){let e=r.map(t),i=n.filter(t=>e.some(e=>t.places.has(e)));for(let e of i)n.splice(n.indexOf(e),1);n.push({places:new Set([...e,...i.flatMap(e=>[...e.places])]),edges:[r,...i.flatMap(e=>e.edges)]})}return n.map(e=>e.edges)}var E={fine_width_mm:.5,line_width_mm:2,scar_width_mm:6,spot_surround_mm:8,spot_threshold_share:.15,shedding_contrast_share:.1,shedding_cell_mm:.5},D={slight_blur_mm:.25,least_blur_px:.7,darkest_share:.002},We=1/2.67,O=`
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
`,Ge=`
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
`,Ke=`
uniform sampler2D noise;
uniform float sheddingContrast;

float signedNoise(vec2 place) {
  return (texture(noise, place).r * 255.0 - 127.5) / 127.5;
}

float shedding(vec2 cells, float amount) {
  vec2 place = cells / vec2(textureSize(noise, 0));
  return 1.0 + sheddingContrast * amount * (signedNoise(place) + 0.5 * signedNoise(0.5 * place + 0.37));
}
`,k=`
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
`,qe=`
${O}
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
`,A=`
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
`,Je=`
${O}
${Ge}
${Ke}
${k}
${A}
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
`,Ye=`
${k}

void main() {
  gl_FragColor = vec4(encoded(vec3(0.012, 0.005, 0.005)), 1.0);
}
`,Xe=`
${k}
${A}
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
`,Ze=`
${k}
${A}
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
`;function j(e,t){let n=(Math.imul(e+1,2654435761)^Math.imul(t+1,2246822507))>>>0;return()=>{n=n+1831565813>>>0;let e=Math.imul(n^n>>>15,n|1);return e^=e+Math.imul(e^e>>>7,e|61),((e^e>>>14)>>>0)/4294967296}}function M(e,t,n){return t+(n-t)*e()}function N(e){return 2*(e()+e()+e()-1.5)}function Qe(e,t,n){let r=Math.ceil(e/t)+3,i=Float32Array.from({length:r*r},()=>1.6*N(n)),{first:a,weights:o}=$e(e,t),s=new Float32Array(r*e);for(let t=0;t<r;t+=1)for(let n=0;n<e;n+=1)s[t*e+n]=et(i,t*r+a[n],1,o,n);let c=new Float32Array(e*e);for(let t=0;t<e;t+=1)for(let n=0;n<e;n+=1)c[t*e+n]=et(s,a[t]*e+n,e,o,t);return c}function $e(e,t){let n=new Int32Array(e),r=new Float32Array(4*e);for(let i=0;i<e;i+=1){let e=i/t;n[i]=Math.floor(e);let a=e-n[i];r[4*i]=(1-a)**3/6,r[4*i+1]=(3*a**3-6*a**2+4)/6,r[4*i+2]=(-3*a**3+3*a**2+3*a+1)/6,r[4*i+3]=a**3/6}return{first:n,weights:r}}function et(e,t,n,r,i){let a=0;for(let o=0;o<4;o+=1)a+=r[4*i+o]*e[t+o*n];return a}var tt=256;function P(e,t){let n=Qe(tt,e,t);return(e,t)=>n[(e&255)*tt+(t&255)]}function nt(e,t,n){let r=new Float32Array(e*e);for(let[i,a]of t){let t=Qe(e,i,n);for(let e=0;e<r.length;e+=1)r[e]+=a*t[e]}return r}function rt(e,t,n){let r=new Float32Array(n*n),i=new Int32Array(n),a=new Float32Array(n);for(let e=0;e<n;e+=1){let r=Math.min(t-1,Math.max(0,(e+.5)*t/n-.5));i[e]=Math.min(t-2,Math.floor(r)),a[e]=r-i[e]}for(let o=0;o<n;o+=1){let[s,c]=[i[o]*t,a[o]];for(let l=0;l<n;l+=1){let[u,d]=[s+i[l],a[l]],f=e[u]+d*(e[u+1]-e[u]),p=e[u+t]+d*(e[u+t+1]-e[u+t]);r[o*n+l]=f+c*(p-f)}}return r}var it=.75,at=10;function ot(e,t){let n=st(e),r=t=>{let[r,i]=e.atlas[t];return[r*n[0],i*n[1]]};return{size:t,mm_per_unit:n,at:r,ring:t=>e.rings[t].map(r)}}function st(e){let t=[0,0,0];for(let n of e.triangles){let[r,i,a]=n.map(t=>e.positions_cm[t].map(e=>e*at)),[o,s,c]=n.map(t=>e.atlas[t]),[l,u]=[ct(i,r),ct(a,r)],[d,f,p,m]=[s[0]-o[0],s[1]-o[1],c[0]-o[0],c[1]-o[1]],h=d*m-p*f,g=[l[1]*u[2]-l[2]*u[1],l[2]*u[0]-l[0]*u[2],l[0]*u[1]-l[1]*u[0]];if(Math.abs(g[2])<it*Math.hypot(...g))continue;let _=(e,t)=>Math.hypot(...l.map((n,r)=>(e*n+t*u[r])/h));t[0]+=Math.abs(h)*_(m,-f),t[1]+=Math.abs(h)*_(-p,d),t[2]+=Math.abs(h)}return[t[0]/t[2],t[1]/t[2]]}function ct(e,t){return e.map((e,n)=>e-t[n])}function lt(e,t,n){let[r,i]=[1/0,!1];for(let a=0,o=n.length-1;a<n.length;o=a,a+=1){let[[s,c],[l,u]]=[n[o],n[a]],[d,f]=[l-s,u-c],p=Math.min(1,Math.max(0,((e-s)*d+(t-c)*f)/(d*d+f*f)));r=Math.min(r,(e-s-p*d)**2+(t-c-p*f)**2),c>t!=u>t&&e<s+(t-c)/f*d&&(i=!i)}return i?Math.sqrt(r):-Math.sqrt(r)}function ut(e,t){return{...e,size:e.size/t}}function F(e,t){let[n,r]=[e.map(([e])=>e),e.map(([,e])=>e)];return{low:[Math.min(...n)-t,Math.min(...r)-t],high:[Math.max(...n)+t,Math.max(...r)+t]}}function I(e,t,n,r){let i=(e,t)=>Math.max(0,Math.ceil(e/t-.5)),a=(e,t)=>Math.min(n-1,Math.floor(e/t-.5)),[o,s]=[i(e.low[0],t[0]),a(e.high[0],t[0])],[c,l]=[i(e.low[1],t[1]),a(e.high[1],t[1])];for(let e=c;e<=l;e+=1)for(let i=o;i<=s;i+=1)r(e*n+i,(i+.5)*t[0],(e+.5)*t[1])}function L(e){return[e.mm_per_unit[0]/e.size,e.mm_per_unit[1]/e.size]}function R(e,t,n){let r=Math.min(1,Math.max(0,(n-e)/(t-e)));return r*r*(3-2*r)}function dt(e,t,n){return[e[0]+n*(t[0]-e[0]),e[1]+n*(t[1]-e[1])]}function z(e,t){let n=e.slice(1).map(([t,n],r)=>Math.hypot(t-e[r][0],n-e[r][1])),r=t*n.reduce((e,t)=>e+t,0),i=0;for(;i<n.length-1&&r>n[i];)r-=n[i++];let[a,o]=[e[i],e[i+1]],s=n[i]||1;return{place:dt(a,o,r/s),direction:[(o[0]-a[0])/s,(o[1]-a[1])/s]}}function B(e,t,n,r,i=8){let a=[e];for(let e=0;e<i;e+=1){let[o,s]=a[e],c=t+r*(e+.5)/i;a.push([o+Math.cos(c)*n/i,s+Math.sin(c)*n/i])}return a}function V(e,t,n,r){let{points:i,width_mm:a}=e,o=n*a,s=ft(i,o,t),c=new Float32Array(s.columns*s.rows).fill(o*o),l=new Float32Array(c.length);for(let e=0;e+1<i.length;e+=1)pt(i,e,o,s,c,l);for(let e=0;e<c.length;e+=1){if(c[e]>=o*o)continue;let n=Math.floor(e/s.columns);r((s.top+n)*t.size+s.left+e-n*s.columns,Math.sqrt(c[e])/a,l[e]/(i.length-1))}}function ft(e,t,n){let r=L(n),{low:i,high:a}=F(e,t),o=e=>Math.min(n.size-1,Math.max(0,e)),[s,c]=[o(Math.ceil(i[0]/r[0]-.5)),o(Math.floor(a[0]/r[0]-.5))],[l,u]=[o(Math.ceil(i[1]/r[1]-.5)),o(Math.floor(a[1]/r[1]-.5))];return{left:s,top:l,columns:Math.max(0,c-s+1),rows:Math.max(0,u-l+1),step:r}}function pt(e,t,n,{left:r,top:i,columns:a,rows:o,step:s},c,l){let[[u,d],[f,p]]=[e[t],e[t+1]],[m,h]=[f-u,p-d],g=m*m+h*h||1,_=(e,t,r)=>Math.max(0,Math.ceil((e-n)/t-.5)-r),v=(e,t,r,i)=>Math.min(i-1,Math.floor((e+n)/t-.5)-r),[y,ee]=[v(Math.max(u,f),s[0],r,a),v(Math.max(d,p),s[1],i,o)];for(let e=_(Math.min(d,p),s[1],i);e<=ee;e+=1){let n=(i+e+.5)*s[1]-d;for(let i=_(Math.min(u,f),s[0],r);i<=y;i+=1){let o=(r+i+.5)*s[0]-u,d=Math.min(1,Math.max(0,(o*m+n*h)/g)),f=(o-d*m)**2+(n-d*h)**2,p=e*a+i;f>=c[p]||(c[p]=f,l[p]=t+d)}}}var[mt,ht]=[5,6],gt=[[285,295,282,283,276],[55,65,52,53,46]],_t=[[336,296,334,293,300],[107,66,105,63,70]],vt=[[362,398,384,385,386,387,388,466,263],[133,173,157,158,159,160,161,246,33]],yt=[[362,382,381,380,374,373,390,249,263],[133,155,154,153,145,144,163,7,33]],bt=560,xt=.13,St=2.4;function Ct(e,t){let n=j(t,mt),r=new Float32Array(e.size**2);for(let t of[0,1]){let[i,a]=[gt[t].map(e.at),_t[t].map(e.at)];for(let o=0;o<bt;o+=1)Tt(r,e,wt(i,a,t,n))}return r}function wt(e,t,n,r){let i=M(r,.02,.97),a=.3*R(.45,1,i),o=M(r,-.12+1.3*a,1.02-a),s=dt(z(e,i).place,z(t,i).place,o),c=.35+1.15*R(0,.45,i)+.5*R(.4,1,i)+.45*(o-.5),l=-Math.PI/2+(n===0?1:-1)*(c+.2*N(r)),u=M(r,4.5,8)*(1-.3*i),d=R(0,.12,i)*R(0,.15,1-i);return{points:B(s,l,u,(n===0?1:-1)*M(r,.1,.4),5),width_mm:xt,strength:M(r,.45,.85)*(.35+.65*d)}}function Tt(e,t,n){V(n,t,St,(t,r,i)=>{let a=n.strength*Math.exp(-.5*r*r)*R(0,.5,1-i);e[t]=1-(1-e[t])*(1-a)})}function Et(e,t){let n=j(t,ht),r=new Float32Array(e.size**2);for(let t of[0,1]){let i=[{lid:vt[t],up:-1,edge:.5,count:70,length:.7,strength:.3},{lid:yt[t],up:1,edge:.16,count:34,length:.7,strength:.22}];for(let{lid:a,up:o,edge:s,count:c,length:l,strength:u}of i){let i=a.map(e.at);Dt(r,e,i,s);for(let a=0;a<c;a+=1){let a=M(n,.12,.97),{place:s}=z(i,a),c=(t===0?1:-1)*(a-.45)*1.3;Tt(r,e,{points:B(s,o*(Math.PI/2-c),l,0,3),width_mm:xt,strength:u})}}}return r}function Dt(e,t,n,r){V({points:n,width_mm:.38,strength:r},t,St,(t,n,i)=>{let a=r*Math.exp(-.5*n*n)*R(0,.15,i);e[t]=Math.max(e[t],a)})}var Ot=1,kt=6,At=.3,jt=2.2,Mt=17,[Nt,Pt]=[2.2,.7],Ft=[263,33],It=[[263,249,390,373,374,380,381,382,362],[33,7,163,144,145,153,154,155,133]],Lt=[61,185,40,39,37,0,267,269,270,409,291],Rt=[70,63,105,66,107,336,296,334,293,300],[zt,Bt]=[9,13];function Vt(e,t){return 2*t*Math.min(1.35,Math.max(0,(e-20)/40))**1.3}function Ht(e,t,n,r){let i=new Float32Array(e.size**2),a=Vt(t,n);for(let t of Wt(e,r)){let n=a*R(.8*t.rank,.8*t.rank+.35,a);n>0&&Ut(i,e,{...t,strength:t.strength*n})}return i}function Ut(e,t,n){V(n,t,kt,(t,r,i)=>{let a=.78+.22*Math.sin(n.phase+Mt*i),o=n.strength*a*R(0,.3,i)*R(0,.3,1-i),s=r/jt;e[t]+=o*(At*Math.exp(-.5*s*s)-Math.exp(-.5*r*r))})}function Wt(e,t){let n=j(t,Ot),r=[0,1].flatMap(t=>[...Yt(e,t,n),...Xt(e,t,n)]);return[...Gt(e,n),...Jt(e,n),...r,...Zt(e,n)]}function H(e,t,n,r,i){let[a,o]=[M(t,...n),M(t,...r)];return{points:e,width_mm:a,strength:o,rank:M(t,...i),phase:M(t,0,6)}}function U(e){let t={width_mm:Nt*e.width_mm,strength:Pt*e.strength};return[e,{...e,...t}]}function Gt(e,t){let n=Rt.map(e.at),r=Math.min(...n.map(([,e])=>e)),[i,a]=[n[0][0],n.at(-1)[0]],o=[];for(let[e,s]of[8.5,14,19.5,25.5,31].entries()){let c=M(t,.02,.16)+.03*e;for(;c<.8;){let l=Math.min(.97-.03*e,c+M(t,.16,.5)),u=Kt(c,l,16,t).map(([e,t])=>{let o=i+e*(a-i);return[o,r-s+.45*(qt(n,o)-r)+t]}),d=[.1*e,.3+.15*e];o.push(...U(H(u,t,[.4,.65],[.1,.27],d))),c=l+M(t,-.1,.08)}}return o}function Kt(e,t,n,r){let i=[[.8,M(r,9,14),M(r,0,6)],[.35,M(r,24,36),M(r,0,6)]],a=1.6*N(r);return Array.from({length:n+1},(r,o)=>{let s=o/n,c=e+s*(t-e);return[c,i.reduce((e,[t,n,r])=>e+t*Math.sin(r+n*c),0)+a*(s-.5)]})}function qt(e,t){let n=e.findIndex(([e])=>e>=t);if(n<=0)return n===0?e[0][1]:e.at(-1)[1];let[[r,i],[a,o]]=[e[n-1],e[n]];return i+(t-r)/(a-r)*(o-i)}function Jt(e,t){let[n,r]=e.at(zt);return[-1,1].flatMap(e=>U(H(B([n+e*M(t,6,9),r-M(t,1,5)],Math.PI/2+.14*e,M(t,9,14),.2*e),t,[.45,.65],[.16,.28],[.1,.4])))}function Yt(e,t,n){let r=t===0?1:-1,[i,a]=e.at(Ft[t]);return Array.from({length:11},(e,t)=>{let o=-.85+1.75*t/10+.07*N(n),s=M(n,5.5,11),c=1-Math.abs(o)/1.3,l=[i+r*s*Math.cos(o),a+s*Math.sin(o)],u=M(n,6,12)+9*c*n(),d=H(B(l,r>0?o:Math.PI-o,u,r*(.35*o+.2)+.12*N(n)),n,[.28,.5],[.05,.15],[0,.9]);return{...d,strength:d.strength+.08*c}}).flatMap(e=>e.rank<.35?U(e):[e])}function Xt(e,t,n){let r=It[t].map(e.at);return[3,4.6,6.2,8,10].flatMap((e,t)=>Array.from({length:3},()=>{let i=M(n,.02,.55);return H(Kt(i,Math.min(.92,i+M(n,.18,.4)),8,n).map(([n,i])=>{let{place:a}=z(r,n);return[a[0],a[1]+e+.8*n*t+.5*i]}),n,[.24,.42],[.04,.13],[0,.9])}))}function Zt(e,t){let n=Lt.map(e.at),r=e.at(Bt);return Array.from({length:22},(e,i)=>{let{place:a}=z(n,.06+.88*(i+.25*N(t))/21),o=(a[0]-r[0])/30,s=H(B([a[0],a[1]-M(t,.2,1.8)],-Math.PI/2+.5*o,M(t,3,9),.2*N(t)),t,[.26,.45],[.04,.17],[.15,1]);return{...s,strength:s.strength*(.3+.7*R(3,7,Math.abs(a[0]-r[0])))}})}var[Qt,$t,en]=[2,3,4],W=[280,50],tn=[411,187],nn=[356,127],[rn,an,on]=[4,151,199],sn=70,cn=55;function ln(e,t){let n=[2,3,5].map(n=>[n,t*N(e)/Math.sqrt(n),7*e()]);return e=>Math.max(.4,1+n.reduce((t,[n,r,i])=>t+r*Math.cos(n*e+i),0))}function un(e,[t,n],r,i,a){I(F([[t,n]],2*r),L(e),e.size,(e,o,s)=>{let[c,l]=[o-t,s-n];a(e,Math.hypot(c,l)/(r*i(Math.atan2(l,c))))})}function dn(e,t,n){let r=j(n,Qt),i=new Float32Array(e.size**2);for(let n=0;n<Math.round(sn*t);n+=1){let t=fn(e,n%2,r),a=M(r,.5,1.5),o=M(r,.12,.3)+(a<.8?.1*r():0),s=M(r,2,4);un(e,t,a,ln(r,.16),(e,t)=>{i[e]-=o*(Math.exp(-(t**s))-.12*Math.exp(-(((t-1.45)/.3)**2)))})}return i}function fn(e,t,n){let[r,i,a]=[e.at(W[t]),e.at(tn[t]),e.at(nn[t])],[o,s]=[M(n,-.3,1.4),M(n,-.22,.46)];return[r[0]+o*(i[0]-r[0])*.6+s*(a[0]-r[0])+1.5*N(n),r[1]+o*(i[1]-r[1])+2*N(n)]}var G=1.05,[pn,mn]=[.42,.006];function hn(e,t){let n=j(t,$t),r=P(pn/L(e)[0],n),i=new Float32Array(e.size**2);for(let t=0;t<e.size;t+=1)for(let n=0;n<e.size;n+=1)i[t*e.size+n]=mn*r(t,n);let a=_n(e),[o,s]=e.mm_per_unit.map(e=>Math.floor(e/G));for(let t=0;t<s;t+=1)for(let r=0;r<o;r+=1){let o=[(r+n())*G,(t+n())*G],s=a(o)*M(n,.5,1);gn(i,e,o,.15+.13*s,.015+.07*s)}return i}function gn(e,t,n,r,i){I(F([n],2.2*r),L(t),t.size,(t,a,o)=>{let s=((a-n[0])**2+(o-n[1])**2)/(r*r);e[t]-=i*Math.exp(-s)})}function _n(e){let t=[[e.at(rn),13,1],[e.at(W[0]),20,.6],[e.at(W[1]),20,.6],[e.at(an),26,.4],[e.at(on),14,.45]];return([e,n])=>{let r=.12;for(let[[i,a],o,s]of t)r=Math.max(r,s*Math.exp(-((e-i)**2+(n-a)**2)/(2*o*o)));return r}}function vn(e,t){return 2*t*Math.min(1.3,Math.max(.08,(e-15)/50))}function yn(e,t,n,r){let i=j(r,en),a=new Float32Array(e.size**2),o=L(e)[0],[s,c]=[P(.9/o,i),P(2.2/o,i)],l=vn(t,n);for(let t=0;t<Math.round(cn*l);t+=1){let t=bn(e,i),n=.4+2.8*i()**3*Math.min(1,.4+.6*l),r=M(i,.2,.85)*(n>1.8?.7:1),o=Math.min(.7,.35/n+.18);un(e,t,n,ln(i,.14),(t,n)=>{let[i,l]=[Math.floor(t/e.size),t%e.size],u=c(i,l),d=n+.16*s(i,l)+.12*u,f=r*R(1+o,1-o,d)*(1+.15*u);a[t]=Math.min(1,Math.max(a[t],f))})}return a}function bn(e,t){let n=t()<.5?0:1,r=t(),i=(e,n,r)=>[e[0]+n*N(t),e[1]+r*N(t)];return r<.5?i(e.at(W[n]),13,12):r<.75?i(e.at(nn[n]),14,18):r<.93?i(e.at(an),30,9):i(e.at(r<.97?rn:on),8,8)}var xn=1024,Sn=.62,[Cn,wn,Tn]=[3,11,26],[En,Dn,On]=[7,8,9],[kn,K]=[4,8],An=2;function jn(e,t,n=xn){let r=ot(t,n),{age_years:i,seed:a}=e,o=new Float32Array((n/K)**2);Nn(ut(r,K),`face_oval`,(e,t)=>{o[e]=Math.max(0,t)});let s=(e,t)=>rt(o.map(t=>R(Cn,e,t)),n/K,t),{face:c,lip:l,skin:u}=Mn(r,s(wn,n)),d=s(Tn,n/kn),f=(e,t)=>{for(let n=0;n<e.length;n+=1)e[n]*=t[n];return e};return{size:n,mm_per_unit:r.mm_per_unit,lines:f(Ht(r,i,e.lines,a),u),scars:f(dn(r,e.scars,a),u),pores:f(hn(r,a),u),spots:f(yn(r,i,e.spots,a),u),melanin:Fn(r,En,a,d),blood:Fn(r,Dn,a,d),brow:f(Ct(r,a),c),lash:f(Et(r,a),c),lip:l,gloss:Fn(r,On,a,d)}}function Mn(e,t){let[n,r]=[new Float32Array(t.length),t.slice()];Nn(e,`lips`,(e,i)=>{let a=R(-.8,1.2,i);n[e]=Sn*a*t[e],r[e]*=1-a});for(let t of[`left_eye`,`right_eye`])Nn(e,t,(e,t)=>{r[e]*=R(.6,-.9,t)});return{face:t,lip:n,skin:r}}function Nn(e,t,n){let r=e.ring(t);I(F(r,An),L(e),e.size,(e,t,i)=>n(e,lt(t,i,r)))}var Pn={[En]:{noise:[[16,.045],[5,.04],[1.8,.035]],hills:[[450,8,.16],[230,8,.16],[257,9,.14],[27,9,.14],[151,30,.06]]},[Dn]:{noise:[[12,.1],[4,.11],[1.8,.09]],hills:[[4,10,.45],[280,17,.34],[50,17,.34],[199,11,.2],[257,8,.2],[27,8,.2],[151,28,-.12]]},[On]:{noise:[[7,.08],[2,.1]],hills:[[4,12,.3],[151,24,.22],[280,12,.12],[50,12,.12]]}};function Fn(e,t,n,r){let{noise:i,hills:a}=Pn[t],o=ut(e,kn),{size:s}=o,c=L(o),l=nt(s,i.map(([e,t])=>[e/c[0],t]),j(n,t));for(let[t,n,r]of a){let[i,a]=e.at(t),[o,u]=[In(s,c[0],i,n),In(s,c[1],a,n)];for(let e=0;e<s;e+=1)for(let t=0;t<s;t+=1)l[e*s+t]+=r*u[e]*o[t]}return rt(Ln(l.map(Math.exp),r),s,e.size)}function In(e,t,n,r){return Float64Array.from({length:e},(e,i)=>Math.exp(-.5*(((i+.5)*t-n)/r)**2))}function Ln(e,t){let[n,r]=[0,0];for(let i=0;i<e.length;i+=1)n+=t[i]**2*e[i],r+=t[i]**2;return e.map((e,i)=>1+t[i]*(e*r/n-1))}var[Rn,zn]=[.012,.9];function Bn(e){return Rn+zn*e}var Vn=4;function Hn({melanosome_fraction:e,blood_fraction:t,rgb:r}){let[i,a]=[e.length,t.length],o=new Float32Array(4*i*a);for(let e=0;e<i;e+=1)for(let t=0;t<a;t+=1)o.set(r.subarray(3*(e*a+t),3*(e*a+t)+3),4*(t*i+e));let s=new y(o,i,a,n,h);return s.minFilter=u,s.magFilter=u,qn(s)}function q(e,{width:t,height:r}){let a=new y(e,t,r,n,i);return a.magFilter=p,a.minFilter=d,a.generateMipmaps=!0,a.anisotropy=Vn,qn(a)}function Un(e){let t=new r(e);return t.colorSpace=a,t.minFilter=d,t.magFilter=p,t.flipY=!1,t.anisotropy=Vn,t.needsUpdate=!0,t}var Wn=256;function Gn(){let e=Uint8Array.from({length:Wn**2},(e,t)=>Kn(t)>>>24),t=new y(e,Wn,Wn,s,i);return t.wrapS=m,t.wrapT=m,t.magFilter=p,t.minFilter=d,t.generateMipmaps=!0,t.colorSpace=``,t.needsUpdate=!0,t}function Kn(e){let t=Math.imul(e+1,2654435761);return t=Math.imul(t^t>>>16,2246822507),t=Math.imul(t^t>>>13,3266489909),(t^t>>>16)>>>0}function qn(e){return e.wrapS=f,e.wrapT=f,e.colorSpace=``,e.flipY=!1,e.needsUpdate=!0,e}var Jn=[.13,.55,.8],Yn=.64,Xn=.52;function Zn(e,t){let n={regionsA:q(t[0].bytes,t[0]),regionsB:q(t[1].bytes,t[1]),skinColours:Hn(e),noise:Gn()};return{uniforms:{effects:{value:new Float32Array(oe)},treated:{value:new Float32Array(x.length)},regionsA:{value:n.regionsA},regionsB:{value:n.regionsB},skinColours:{value:n.skinColours},skinMost:{value:[e.melanosome_fraction.at(-1),e.blood_fraction.at(-1)]},noise:{value:n.noise},sheddingContrast:{value:E.shedding_contrast_share},paint:{value:0},tint:{value:Jn},lamp:{value:new Float32Array(3)},lampStrength:{value:Yn},skyStrength:{value:Xn},columnFrom:{value:0}},dispose:()=>{for(let e of Object.values(n))e.dispose()}}}function Qn(e,t,n,r,i={}){return new c({vertexShader:t,fragmentShader:n,uniforms:{...e.uniforms,...r},...i})}var $n=24,er=1.75,tr=-.28,nr=Math.PI/180,rr={cap:[.3,.34,.37],collar:[.34,.38,.4],lash:[.012,.009,.008]};function ir(e,t,n){let r=cr(e),i=or(e),a=sr(n,i,r.stuffs),s=new ne(r.buffer,a);s.frustumCulled=!1;let c=new o;c.add(s);let l=new te($n),u=new Map,d=dr(e),f=null;return{kind:`head`,world:c,camera:l,skin:s,aim:(e,t,n)=>fr(l,d,e,t/n),pixel:()=>null,dress:n=>{f&&ar(n,f)||ur(i,u,jn(n,t)),n.age_years!==f?.age_years&&lr(r.buffer,e,n.age_years,i.mmPerUnit.value),i.tone.value=[n.tone.melanosome_fraction,n.tone.blood_fraction],i.fullSpot.value=Bn(n.tone.melanosome_fraction),f={...n}},dispose:()=>{for(let e of[r.buffer,...a,...u.values()])e.dispose()}}}function ar(e,t){return[`age_years`,`lines`,`spots`,`scars`,`seed`].every(n=>e[n]===t[n])}function or({eyes:{left:e,right:t}}){let n=n=>Float32Array.from([e,t].flatMap(n));return{relief:{value:null},surface:{value:null},pigment:{value:null},slopeRange:{value:[0,0]},mmPerUnit:{value:[1,1]},cellsAcross:{value:[1,1]},tone:{value:[0,0]},fullSpot:{value:0},eyeCentre:{value:n(e=>e.centre_mm)},eyeAxis:{value:n(e=>e.axis)},eyeRadii:{value:n(e=>[e.iris_mm,e.pupil_mm])}}}function sr(e,t,n){let r=(n,r={},i={})=>Qn(e,qe,n,{...t,...i},r);return n.map(e=>e===`skin`?r(Je):e===`mouth`?r(Ye,{side:2}):e===`eye`?r(Xe):r(Ze,{side:2},{cloth:{value:new _(...rr[e])}}))}function cr(e){let t=new v,n=Ie(e.index,e.part),r=new Map([...n,[`mouth`,Re(e.position_mm,n.get(`skin`)??[])]]),i=0;for(let[e,{length:n}]of[...r.values()].entries())t.addGroup(i,n,e),i+=n;t.setIndex(new g(Uint32Array.from([...r.values()].flatMap(e=>[...e])),1));let a=()=>new Float32Array(3*e.vertices);for(let[n,r,i]of[[`position`,e.position_mm.slice(),3],[`normal`,e.normal.slice(),3],[`uv`,e.atlas,2],[`on_atlas`,e.on_atlas,1],[`openness`,Float32Array.from(e.openness,e=>e/255),1],[`across`,a(),3],[`down`,a(),3]])t.setAttribute(n,new g(r,i));return{buffer:t,stuffs:[...r.keys()]}}function lr(e,t,n,r){let{position_mm:i,normal:a}=t.shapeAt(n),{across:o,down:s}=ke(i,t.atlas,t.index,t.on_atlas,r);for(let[t,n]of Object.entries({position:i,normal:a,across:o,down:s})){let r=e.getAttribute(t);r.array.set(n),r.needsUpdate=!0}e.computeBoundingSphere()}function ur(e,t,n){let r=Te(n);for(let n of[`relief`,`surface`,`pigment`]){t.get(n)?.dispose();let i=q(r[n],{width:r.size,height:r.size});t.set(n,i),e[n].value=i}e.slopeRange.value=r.slope_range,e.mmPerUnit.value=n.mm_per_unit,e.cellsAcross.value=n.mm_per_unit.map(e=>e/E.shedding_cell_mm)}function dr({position_mm:e,on_atlas:t,vertices:n}){let r=[];for(let i=0;i<n;i+=1)t[i]>.5&&r.push(e[3*i],e[3*i+1]);return le(r,2,r.length/2,er)}function fr(e,t,n,r){let i=.5*t.height/Math.tan(.5*$n*nr),[a,o]=[n.yaw_deg*nr,n.pitch_deg*nr],s=new b(t.x,t.y,tr*t.height/er);e.aspect=r,e.zoom=n.zoom*Math.min(1,r/(t.width/t.height)),e.near=.3*i,e.far=2*i,e.position.set(s.x+i*Math.sin(a)*Math.cos(o),s.y+i*Math.sin(o),s.z+i*Math.cos(a)*Math.cos(o)),e.lookAt(s),e.updateProjectionMatrix(),e.projectionMatrix.elements[8]=-2*n.right,e.projectionMatrix.elements[9]=2*n.down*r,e.projectionMatrixInverse.copy(e.projectionMatrix).invert(),e.updateMatrixWorld()}var pr=.15,mr=.5,hr=.3,gr=100;function _r(e){let t=wr(e),{index:n,edges:r}=vr(e,Tr(e.normal,t)),i=n=>br(xe(e,n),r,t);return{...e,...i(0),vertices:e.vertices+r.length,triangles:n.length/3,atlas:J(e.atlas,r,2),on_atlas:J(e.on_atlas,r,1),part:Uint8Array.from(J(e.part,r,1)),openness:Uint8Array.from(J(e.openness,r,1)),aged_mm:J(e.aged_mm,r,3),index:n,shapeAt:i}}function vr({index:e,vertices:t,position_mm:n},r){let i=[],a=new Map,o=(e,o)=>{let s=Math.min(e,o)*t+Math.max(e,o),c=a.get(s);if(c!==void 0)return c;let l=Math.hypot(...Sr(n,r,e,o))>pr?t+i.push([e,o])-1:null;return a.set(s,l),l},s=[];for(let t=0;t<e.length;t+=3){let[n,r,i]=[e[t],e[t+1],e[t+2]];s.push(...yr([n,r,i],[o(n,r),o(r,i),o(i,n)]))}return{index:Uint32Array.from(s),edges:i}}function yr([e,t,n],[r,i,a]){return r===null&&i===null&&a===null?[e,t,n]:r!==null&&i!==null&&a!==null?[e,r,a,r,t,i,a,i,n,r,i,a]:r===null||i===null&&a!==null?yr([t,n,e],[i,a,r]):i===null?[e,r,n,r,t,n]:[r,t,i,e,r,i,e,i,n]}function J(e,t,n){let r=new Float32Array(e.length+n*t.length);r.set(e);for(let[i,[a,o]]of t.entries())for(let t=0;t<n;t+=1)r[e.length+n*i+t]=.5*(e[n*a+t]+e[n*o+t]);return r}function br(e,t,n){let r=J(e.position_mm,t,3),i=Tr(e.normal,n);for(let[n,[a,o]]of t.entries()){let t=Sr(e.position_mm,i,a,o);for(let i=0;i<3;i+=1)r[e.position_mm.length+3*n+i]+=t[i]}return{position_mm:r,normal:T(J(e.normal,t,3))}}var xr=[0,0,0];function Sr(e,t,n,r){if(Cr(t,3*n,t,3*r)<hr)return xr;let i=i=>.5*(Cr(e,3*(n+r-i),t,3*i)-Cr(e,3*i,t,3*i)),[a,o]=[i(n),i(r)];return[0,1,2].map(e=>-.5*mr*(a*t[3*n+e]+o*t[3*r+e]))}function Cr(e,t,n,r){return e[t]*n[r]+e[t+1]*n[r+1]+e[t+2]*n[r+2]}function wr({position_mm:e,vertices:t}){let n=new Map;return Uint32Array.from({length:t},(t,r)=>{let i=[0,1,2].map(t=>Math.round(gr*e[3*r+t])).join(` `);return n.has(i)||n.set(i,r),n.get(i)})}function Tr(e,t){let n=new Float32Array(e.length);for(let[r,i]of t.entries())for(let t=0;t<3;t+=1)n[3*i+t]+=e[3*r+t];return T(n.map((e,r)=>n[3*t[Math.floor(r/3)]+r%3]))}var Er=4,Dr={azimuth_deg:-26,elevation_deg:32},Or=Math.PI/180,kr=class{layout=`single`;split=.5;paint=!1;whole=!1;count=1;treated=new Float32Array(x.length);lamp=new Float32Array(3);effects=Array.from({length:5},()=>new Float32Array(oe));labels=[,,,,,].fill(``);constructor(){this.turnLamp(Dr.azimuth_deg,Dr.elevation_deg)}hear(e){let{layout:t,split:n,paint:r}=e,i=Math.min(Er,e.sides.length),a=e.fit===`whole`,o=this.layout!==t||this.count!==i||this.paint!==r||this.whole!==a;o||=t===`split`&&this.split!==n,Object.assign(this,{layout:t,count:i,paint:r,whole:a,split:n}),this.side(-1,e.before.effects,e.before.label)&&(o=!0);for(let t=0;t<i;t+=1)this.side(t,e.sides[t].effects,e.sides[t].label)&&(o=!0);for(let t=0;t<this.treated.length;t+=1)Y(this.treated,t,+!!e.treated[t])&&(o=!0);let{azimuth_deg:s,elevation_deg:c}=e.light??Dr;return this.turnLamp(s,c)||o}of(e){return this.effects[e+1]}labelOf(e){return this.labels[e+1]}side(e,t,n){let r=this.of(e),i=!1;for(let e=0;e<r.length;e+=1)Y(r,e,t[e]??0)&&(i=!0);return this.labels[e+1]=n,i}turnLamp(e,t){let[n,r]=[e*Or,t*Or],i=Y(this.lamp,0,Math.sin(n)*Math.cos(r)),a=Y(this.lamp,1,Math.sin(r));return Y(this.lamp,2,Math.cos(n)*Math.cos(r))||i||a}};function Y(e,t,n){let r=Math.fround(Number.isFinite(n)?n:0);return e[t]!==r&&(e[t]=r,!0)}var Ar=60,jr=class{last=new Float64Array(Ar);frames=0;add(e){this.last[this.frames%Ar]=e,this.frames+=1}get count(){return this.frames}read(){let e=this.last.slice(0,Math.min(Ar,this.frames)).sort(),t=t=>e[Math.max(0,Math.ceil(t*e.length)-1)]??0;return{frames:this.frames,client_ms:t(.5),longest_ms:t(1)}}},Mr=4,Nr=2,Pr=1;function X(e,t,n){if(n<=Nr||t.width<8||t.height<8)return Lr(e,t,n);let r={width:Math.ceil(t.width/2),height:Math.ceil(t.height/2)};return Vr(X(Br(e,t,r),r,Math.sqrt((n*n-Pr)/4)),r,t)}function Fr(e,t,n,r){let i=X(t,n,r),a=new Float32Array(e.length);for(let n=0;n<e.length;n+=1)a[n]=e[n]*t[n];let o=X(a,n,r);for(let e=0;e<o.length;e+=1)o[e]/=Math.max(i[e],Ir);return{mean:o,mass:i}}var Ir=.001;function Lr(e,{width:t,height:n},r){let i=zr(r),a=i.length-1,o=new Float32Array(e.length),s=new Float32Array(t+2*a);for(let r=0;r<n;r+=1){let n=r*t;s.fill(e[n],0,a),s.set(e.subarray(n,n+t),a),s.fill(e[n+t-1],a+t);let c=o.subarray(n,n+t);for(let e=0;e<=a;e+=1)Rr(c,s,a-e,a+e,e===0?.5*i[0]:i[e])}let c=new Float32Array(e.length);for(let e=0;e<n;e+=1){let r=c.subarray(e*t,(e+1)*t);for(let s=0;s<=a;s+=1){let[a,c]=[Math.max(0,e-s)*t,Math.min(n-1,e+s)*t];Rr(r,o,a,c,s===0?.5*i[0]:i[s])}}return c}function Rr(e,t,n,r,i){for(let a=0;a<e.length;a+=1)e[a]+=i*(t[n+a]+t[r+a])}function zr(e){let t=e>0?Math.ceil(Mr*e):0,n=Array.from({length:t+1},(t,n)=>n===0?1:Math.exp(-.5*(n/e)**2)),r=2*n.reduce((e,t)=>e+t,0)-1;return n.map(e=>e/r)}function Br(e,{width:t,height:n},r){let i=new Float32Array(r.width*r.height);for(let a=0;a<r.height;a+=1){let[o,s]=[2*a*t,Math.min(n-1,2*a+1)*t];for(let n=0;n<r.width;n+=1){let[c,l]=[2*n,Math.min(t-1,2*n+1)],u=e[o+c]+e[o+l]+e[s+c]+e[s+l];i[a*r.width+n]=.25*u}}return i}function Vr(e,t,{width:n,height:r}){let i=new Float32Array(n*r);for(let a=0;a<r;a+=1){let[r,o,s]=Hr(a,t.height);for(let c=0;c<n;c+=1){let[l,u,d]=Hr(c,t.width),f=e[r*t.width+l]*(1-d)+e[r*t.width+u]*d,p=e[o*t.width+l]*(1-d)+e[o*t.width+u]*d;i[a*n+c]=f*(1-s)+p*s}}return i}function Hr(e,t){let n=.5*e-.25,r=Math.floor(n);return[Math.max(0,r),Math.min(t-1,r+1),n-r]}var Ur=.5;function Wr(e,t,{tone:n,row:r}){let{size:i,rgb:a,mm_per_texel:o}=e,s=Math.max(D.slight_blur_mm/o,D.least_blur_px),c=a.map((e,n)=>qr(X(e,i,s),t.skin.linear_srgb[n])),l=Jr(c,t.skin.gate),u=Z(l,t=>l[t]*e.allowed[t]),d=new Float32Array(u.length),{lines:f,scars:p,spots:m}=t.resolves,h=f||p?Xr(a,u,e):{lines:d,scars:d},g={lines:f?h.lines:d,scars:p?h.scars:d,spots:m?Yr(c,u,e,{tone:n,row:r}):d},_=2*n.melanosome_fraction;return{bytes:Zr(g,_,l),most_spot:_}}function Z(e,t){let n=new Float32Array(e.length);for(let e=0;e<n.length;e+=1)n[e]=t(e);return n}function Gr(e){let t=Float32Array.from({length:256},(e,t)=>Kr(t/255)),n=new Float32Array(e.length/4),r=r=>Z(n,n=>t[e[4*n+r]]);return[r(0),r(1),r(2)]}function Kr(e){return e<=.04045?e/12.92:((e+.055)/1.055)**2.4}function qr(e,t){return Z(e,n=>Math.log(Math.max(e[n],D.darkest_share)/t))}function Jr([e,t,n],{shade:r,chroma:i}){return Z(e,a=>{let[o,s,c]=[e[a],t[a],n[a]],l=(o+s+c)/3,u=Math.sqrt((o-l)**2+(s-l)**2+(c-l)**2);return Q(r,l)*(1-Q(i,u))})}function Q([e,t],n){let r=Math.min(1,Math.max(0,(n-e)/(t-e)));return r*r*(3-2*r)}function Yr([e,t,n],r,{size:i,mm_per_texel:a},{tone:o,row:s}){let c=Z(e,r=>s[0]*e[r]+s[1]*t[r]+s[2]*n[r]),{mean:l}=Fr(c,r,i,E.spot_surround_mm/a),u=o.melanosome_fraction,d=[0,.1*u];return Z(c,e=>{let t=c[e]-l[e]-E.spot_threshold_share*u;return Math.min(2*u,Math.max(0,t))*Q(d,t)})}function Xr([e,t,n],r,{size:i,mm_per_texel:a}){let o=Z(e,r=>Math.log(Math.max(.2126*e[r]+.7152*t[r]+.0722*n[r],D.darkest_share))),s=e=>{let t=We*e/a;return t<.5?{mean:o,mass:r}:Fr(o,r,i,t)},c=s(E.fine_width_mm),l=s(E.line_width_mm),u=s(E.scar_width_mm),d=[.5,.9],f=Z(r,e=>r[e]*Q(d,l.mass[e]));return{lines:Z(f,e=>f[e]*(c.mean[e]-l.mean[e])),scars:Z(f,e=>f[e]*(l.mean[e]-u.mean[e]))}}function Zr({lines:e,scars:t,spots:n},r,i){let a=new Uint8ClampedArray(4*i.length);for(let o=0;o<i.length;o+=1)a[4*o]=128+127*e[o]/Ur,a[4*o+1]=128+127*t[o]/Ur,a[4*o+2]=r>0?255*n[o]/r:0,a[4*o+3]=255*i[o];return new Uint8Array(a.buffer)}var Qr=[`face_oval`,`left_eye`,`right_eye`,`left_brow`,`right_brow`,`lips`,`mouth`],$r=.9,ei=6,ti=.002;function ni(e,t){let n=t.atlas.length,r=new Set(Qr.flatMap(e=>t.rings[e]??[])),i=Float32Array.from(ii(e).slice(0,n).flat());return{position:i,picture:ai(i,e),atlas:Float32Array.from(t.atlas.flat()),supple:Float32Array.from({length:n},(e,t)=>+!r.has(t)),index:Uint16Array.from(t.triangles.flat())}}function ri(e,t){let n=ii(e),r=(t.rings.face_oval??[]).map(e=>n[e]),i=Math.min(...r.map(([,,e])=>e)),a=Float32Array.from([...oi(r,i,e),...si(i,e)].flat()),o=a.length/3,s=o-4;return{position:a,picture:ai(a,e),atlas:new Float32Array(2*o),supple:new Float32Array(o),index:Uint16Array.from([...ci(r.length),s,s+1,s+2,s,s+2,s+3])}}function ii({landmarks:e}){let t=e.map(([,,e])=>-e).sort((e,t)=>e-t),n=t[Math.floor(.5*t.length)]??0;return e.map(([e,t,r])=>[e,-t,-r<n?.5*(n-r):-r])}function ai(e,{width:t,height:n}){let r=new Float32Array(2*e.length/3);for(let i=0;3*i<e.length;i+=1)r[2*i]=e[3*i]/t,r[2*i+1]=-e[3*i+1]/n;return r}function oi(e,t,{width:n,height:r}){let i=[0,1].map(t=>e.reduce((e,n)=>e+n[t],0)/e.length),a=(e,t)=>Math.min(t,Math.max(0,e)),o=[];for(let s=0;s<=ei;s+=1){let c=s/ei,l=c*c*(3-2*c);for(let[u,d,f]of e){let e=a(u+$r*c*(u-i[0]),n),p=-a(-(d+$r*c*(d-i[1])),r);o.push(s===0?[u,d,f]:[e,p,f+l*(t-f)])}}return o}function si(e,{width:t,height:n}){let r=e-ti*n;return[[0,0,r],[0,-n,r],[t,-n,r],[t,0,r]]}function ci(e){let t=[];for(let n=0;n<ei;n+=1)for(let r=0;r<e;r+=1){let[i,a]=[n*e+r,n*e+(r+1)%e];t.push(i,a,i+e,a,a+e,i+e)}return t}var li=`
${O}
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
`,ui=`
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
`,di=`
${k}
${ui}

void main() {
  gl_FragColor = vec4(encoded(texture(photo, pictureHere()).rgb), 1.0);
}
`,fi=`
${O}
${Ge}
${Ke}
${k}
${ui}
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
`,pi=1.5,mi=Math.PI/180;function hi(t,n){let{photo:r,face:i,mesh:a}=t,s=Un(r),c=q(t.maps.bytes,t.grid),[l,u]=[_i(ni(i,a)),_i(ri(i,a))],d=gi(t,s,c),f=[Qn(n,li,fi,d,{side:0}),Qn(n,li,di,d,{side:2})],p=[new ne(l,f[0]),new ne(u,f[1])],m=new o;m.add(...p);for(let e of p)e.frustumCulled=!1;let h=new e,g=vi(l,a.atlas.length,i);return{kind:`photo`,world:m,camera:h,skin:p[0],aim:(e,t,n,r)=>{yi(h,g,e,[t,n],r),d.fromFront.value=+(e.yaw_deg===0&&e.pitch_deg===0),d.frontView.value=bi(h,g.middle,i,[t,n])},pixel:(e,t)=>new b(e,-t,0),dispose:()=>{for(let e of[s,c,l,u,...f])e.dispose();for(let e of[l,u])for(let t of Object.values(e.attributes))t.array.fill(0);t.maps.bytes.fill(0),s.image=null,r.close()}}}function gi({face:e,grid:t,maps:n,tone:r},i,a){let{width:o,height:s,mm_per_px:c}=e,l=Math.max(E.shedding_cell_mm,2*c),u=E.shedding_contrast_share*Math.min(1,E.shedding_cell_mm/l),[d,f]=[t.width*t.step,t.height*t.step];return{photo:{value:i},prepared:{value:a},preparedAt:{value:[t.x/o,t.y/s,o/d,s/f]},relief:{value:Ur},mostSpot:{value:n.most_spot},tone:{value:[r.melanosome_fraction,r.blood_fraction]},cellsAcross:{value:[o*c/l,s*c/l]},sheddingContrast:{value:u},lengthPerMm:{value:1/c},pictureSize:{value:[o,s]},fromFront:{value:1},frontView:{value:[0,0,0,0]}}}function _i({position:e,picture:t,atlas:n,supple:r,index:i}){let a=new v;a.setIndex(new g(i,1));for(let[i,o,s]of[[`position`,e,3],[`picture`,t,2],[`uv`,n,2],[`supple`,r,1]])a.setAttribute(i,new g(o,s));return a.computeVertexNormals(),a}function vi(e,t,{width:n,height:r}){e.computeBoundingBox();let i=e.boundingBox.getCenter(new b),a=le(e.getAttribute(`position`).array,3,t,pi);return{middle:i,far:4*Math.max(n,r),face:a,whole:{x:.5*n,y:-.5*r,width:n,height:r}}}function yi(e,{middle:t,far:n,face:r,whole:i},a,[o,s],c){let l=c?i:r,u=ae(l,o,s,a.zoom),d=l.x-t.x-a.right*o*u,f=l.y-t.y+a.down*o*u;e.left=d-.5*o*u,e.right=d+.5*o*u,e.top=f+.5*s*u,e.bottom=f-.5*s*u,e.near=0,e.far=2*n;let[p,m]=[a.yaw_deg*mi,a.pitch_deg*mi];e.position.set(t.x+n*Math.sin(p)*Math.cos(m),t.y+n*Math.sin(m),t.z+n*Math.cos(p)*Math.cos(m)),e.lookAt(t),e.updateProjectionMatrix(),e.updateMatrixWorld()}function bi({left:e,right:t,top:n,bottom:r},i,a,[o,s]){return[(i.x+e)/a.width,-(i.y+r)/a.height,(t-e)/(o*a.width),-(n-r)/(s*a.height)]}var xi=`system-ui, sans-serif`,Si=`#f6f5f2`;function Ci(e,t){let{width:n,height:r}=e,i=Math.max(11,Math.round(.026*Math.min(n,1.6*r))),a=Math.round(3.6*i),o=document.createElement(`canvas`);o.width=n,o.height=r+a;let s=o.getContext(`2d`);if(!s)throw Error(`This browser saves no pictures.`);return s.fillStyle=Si,s.fillRect(0,0,n,r+a),s.drawImage(e,0,0),Ti(s,t.watermark,n,r),Ei(s,t,{size:i,top:r,band:a,width:n}),o}function wi(e){return new Promise((t,n)=>{e.toBlob(r=>{e.width=0,r?t(r):n(Error(`The picture could not be made.`))},`image/png`)})}function Ti(e,t,n,r){let i=Math.max(16,Math.round(.075*Math.hypot(n,r))),a=-Math.atan2(r,n);e.save(),e.translate(.5*n,.5*r),e.rotate(a),e.font=`600 ${i}px ${xi}`,e.textAlign=`center`,e.textBaseline=`middle`,e.globalAlpha=.3;for(let n of[-3.2,0,3.2])e.strokeStyle=`#000000`,e.lineWidth=Math.max(1,.05*i),e.strokeText(t,0,n*i),e.fillStyle=`#ffffff`,e.fillText(t,0,n*i);e.restore()}function Ei(e,{watermark:t,labels:n},{size:r,top:i,band:a,width:o}){e.textBaseline=`middle`,e.fillStyle=`#1d1c1a`,e.font=`${r}px ${xi}`;for(let{label:t,from:o,to:s}of n)e.fillText(t,o+.5*r,i+.3*a,Math.max(1,s-o-r));e.font=`600 ${r}px ${xi}`,e.fillText(t,.5*r,i+.72*a,o-r)}var Di=8,$=4;async function Oi(e){let{width:t,height:n,packed:r}=ki(new DataView(e)),i=new Uint8Array(await new Response(Ai(r)).arrayBuffer()),a=$*t;if(i.length!==n*(a+1))throw Error(`The weights of the regions could not be read.`);let o=new Uint8Array(n*a);for(let e=0;e<n;e+=1)ji(i,o,e,a);return{width:t,height:n,bytes:o}}function ki(e){let[t,n]=[0,0],r=[];for(let i=Di;i<e.byteLength;){let a=e.getUint32(i),o=String.fromCharCode(...[4,5,6,7].map(t=>e.getUint8(i+t)));if(o===`IHDR`){[t,n]=[e.getUint32(i+8),e.getUint32(i+12)];let[r,a,o]=[e.getUint8(i+16),e.getUint8(i+17),e.getUint8(i+20)];if(r!==8||a!==6||o!==0)throw Error(`The weights of the regions are not RGBA.`)}o===`IDAT`&&r.push(new Uint8Array(e.buffer,i+8,a)),i+=12+a}return{width:t,height:n,packed:r}}function Ai(e){return new Blob(e).stream().pipeThrough(new DecompressionStream(`deflate`))}function ji(e,t,n,r){let i=n*(r+1)+1,a=e[i-1],o=n*r;for(let s=0;s<r;s+=1){let c=s>=$?t[o+s-$]:0,l=n>0?t[o+s-r]:0,u=n>0&&s>=$?t[o+s-r-$]:0;t[o+s]=e[i+s]+Mi(a,c,l,u)}}function Mi(e,t,n,r){if(e===0)return 0;if(e===1)return t;if(e===2)return n;if(e===3)return t+n>>1;let i=t+n-r,[a,o,s]=[Math.abs(i-t),Math.abs(i-n),Math.abs(i-r)];return a<=o&&a<=s?t:o<=s?n:r}var Ni=.04;function Pi(e,t){let[n,r]=[0,1].map(t=>e.landmarks.map(e=>e[t])),[i,a]=[Math.min(...n),Math.max(...n)],[o,s]=[Math.min(...r),Math.max(...r)],c=Ni*Math.max(a-i,s-o),l=Math.max(0,Math.floor(i-c)),u=Math.max(0,Math.floor(o-c)),d=Math.max(1,Math.min(e.width,Math.ceil(a+c))-l),f=Math.max(1,Math.min(e.height,Math.ceil(s+c))-u),p=Math.max(1,Math.max(d,f)/t);return{x:l,y:u,step:p,width:Math.round(d/p),height:Math.round(f/p)}}function Fi(e,t,n){let r=new Float32Array(2*e.width*e.height).fill(NaN),i=new Float32Array(e.width*e.height).fill(1/0);for(let a of n.triangles)Bi(r,i,zi(a,e,t,n),e);return r}function Ii(e,t,n){let r=new Float32Array(n.length/2);for(let i=0;i<r.length;i+=1){let a=n[2*i];Number.isNaN(a)||(r[i]=Li(e,t,a,n[2*i+1]))}return r}function Li({width:e,height:t,bytes:n},r,i,a){let[o,s,c]=Ri(i*e-.5,e),[l,u,d]=Ri(a*t-.5,t),f=(t,i)=>n[4*(t*e+i)+r],p=f(l,o)+c*(f(l,s)-f(l,o));return(p+d*(f(u,o)+c*(f(u,s)-f(u,o))-p))/255}function Ri(e,t){let n=Math.min(t-1,Math.max(0,e)),r=Math.min(t-2,Math.floor(n));return[r,r+1,n-r]}function zi(e,t,n,r){return e.map(e=>{let[i,a,o]=n.landmarks[e],[s,c]=r.atlas[e];return[(i-t.x)/t.step-.5,(a-t.y)/t.step-.5,o,s,c]})}function Bi(e,t,n,{width:r,height:i}){let[a,o,s]=n,c=(o[0]-a[0])*(s[1]-a[1])-(s[0]-a[0])*(o[1]-a[1]);if(c>=0)return;let[l,u]=[Math.min(a[1],o[1],s[1]),Math.max(a[1],o[1],s[1])],[d,f]=[Math.min(a[0],o[0],s[0]),Math.max(a[0],o[0],s[0])];for(let n=Math.max(0,Math.ceil(l));n<=Math.min(i-1,u);n+=1)for(let i=Math.max(0,Math.ceil(d));i<=Math.min(r-1,f);i+=1){let l=((i-a[0])*(s[1]-a[1])-(s[0]-a[0])*(n-a[1]))/c,u=((o[0]-a[0])*(n-a[1])-(i-a[0])*(o[1]-a[1]))/c,d=1-l-u;if(d<0||l<0||u<0)continue;let f=n*r+i,p=d*a[2]+l*o[2]+u*s[2];p>=t[f]||(t[f]=p,e[2*f]=d*a[3]+l*o[3]+u*s[3],e[2*f+1]=d*a[4]+l*o[4]+u*s[4])}}var Vi=.25,Hi=4;function Ui(e,t,n){let r=r=>Li(e[r<Hi?0:1],r%Hi,t,n);if(r(x.length)<Vi)return null;let i=x.map((e,t)=>r(t)),a=Math.max(...i);return a<Vi?null:x[i.indexOf(a)]}var Wi=new t,Gi=new l;function Ki(e,t,n){Wi.setFromCamera(Gi.set(t,n),e.camera);let r=Wi.intersectObject(e.skin,!1)[0];if(!r?.uv||!r.face)return null;let i=e.skin.geometry.getAttribute(`on_atlas`);return i&&i.getX(r.face.a)<.5?null:r.uv}function qi(e,t,n){let r=e.skin.geometry,i=r.index.array,a=r.getAttribute(`uv`).array,o=r.getAttribute(`on_atlas`)?.array;for(let s=0;s<i.length;s+=3){let c=[i[s],i[s+1],i[s+2]];if(o&&c.some(e=>o[e]<.5))continue;let l=Ji(a,c,t,n);if(l)return Yi(e.camera,r.getAttribute(`position`),c,l)}return null}function Ji(e,[t,n,r],i,a){let[o,s]=[e[2*t],e[2*t+1]],[c,l]=[e[2*n]-o,e[2*n+1]-s],[u,d]=[e[2*r]-o,e[2*r+1]-s],f=c*d-u*l;if(f===0)return null;let p=((i-o)*d-u*(a-s))/f,m=(c*(a-s)-(i-o)*l)/f,h=1-p-m;return h<0||p<0||m<0?null:[h,p,m]}function Yi(e,t,n,r){let[i,a,o]=n.map(e=>new b().fromBufferAttribute(t,e)),s=new b().addScaledVector(i,r[0]).addScaledVector(a,r[1]).addScaledVector(o,r[2]),c=a.clone().sub(i).cross(o.clone().sub(i)),l=e.getWorldDirection(new b).negate();return c.dot(l)>0?s.project(e):null}function Xi(e,t){return Qi([1,1,1],Zi(n=>ce(e,n,t.blood_fraction),t.melanosome_fraction),Zi(n=>ce(e,t.melanosome_fraction,n),t.blood_fraction))}function Zi(e,t){let n=Math.min(.05*t+.001,t),[r,i]=[e(t+n),e(t-n)],a=e=>Math.log(r[e]/i[e])/(2*n);return[a(0),a(1),a(2)]}function Qi(e,t,n){let r=$i(n,e),i=r[0]*t[0]+r[1]*t[1]+r[2]*t[2];return Math.abs(i)<1e-12?[0,0,0]:[r[0]/i,r[1]/i,r[2]/i]}function $i(e,t){return[e[1]*t[2]-e[2]*t[1],e[2]*t[0]-e[0]*t[2],e[0]*t[1]-e[1]*t[0]]}var ea=2560,ta=768,na=3;async function ra(e,t,n,r,i){let a=Pi(t,ta),o=ia(e,t,a),s=ue(i,t.skin.linear_srgb),c={size:a,rgb:Gr(o),allowed:Ii(r,na,Fi(a,t,n)),mm_per_texel:t.mm_per_px*a.step},l=Wr(c,t,{tone:s,row:Xi(i,s)});o.fill(0);for(let e of c.rgb)e.fill(0);return{photo:await aa(e),face:t,mesh:n,grid:a,maps:l,tone:s}}function ia(e,t,{x:n,y:r,step:i,width:a,height:o}){let s=document.createElement(`canvas`);s.width=a,s.height=o;let c=s.getContext(`2d`,{willReadFrequently:!0});if(!c)throw Error(`This browser cannot read the photo's pixels.`);c.imageSmoothingEnabled=i>1,c.imageSmoothingQuality=`high`;let[l,u]=[e.width/t.width,e.height/t.height],[d,f]=[a*i,o*i];c.drawImage(e,n*l,r*u,d*l,f*u,0,0,a,o);let{data:p}=c.getImageData(0,0,a,o);return s.width=0,p}async function aa(e){let t=ea/Math.max(e.width,e.height);if(t>=1)return e;let n={resizeWidth:Math.round(t*e.width),resizeHeight:Math.round(t*e.height)},r=await createImageBitmap(e,{...n,resizeQuality:`high`});return e.close(),r}var oa=2;async function sa(e,t){let n=new ee({canvas:e,antialias:!0,alpha:!0});try{return new da(e,n,await ca(t))}catch(e){throw n.dispose(),e}}async function ca(e){let[t,n,r,i]=await Promise.all([ie(e(`skin-colour.json`)),la(e(`mesh.json`)).then(e=>e.json()),ua(e(`regions-a.png`)),ua(e(`regions-b.png`))]);return{files:e,table:t,mesh:n,regions:[r,i]}}async function la(e){let t=await fetch(e);if(!t.ok)throw Error(`A file of the try-on could not be read.`);return t}async function ua(e){return Oi(await(await la(e)).arrayBuffer())}var da=class{canvas;renderer;basics;shared;heard=new kr;meter=new jr;laid=fe();resize;shown=null;head=null;seen=se;aimed=!1;waiting=0;turn=0;constructor(e,t,n){this.canvas=e,this.renderer=t,this.basics=n,this.shared=Zn(n.table,n.regions),t.autoClear=!1,t.setPixelRatio(1),t.setClearColor(0,0),this.resize=new ResizeObserver(this.fit),this.resize.observe(e),e.addEventListener(`webglcontextrestored`,this.ask),this.fit()}async show(e){this.turn+=1,e.kind===`head`?await this.showHead(e.skin,this.turn):await this.showPhoto(e.photo,e.face,this.turn)}look(e){this.heard.hear(e)&&(this.aimed=!1,this.ask())}orbit(e,t,n,r=0,i=0){let a=this.seen;return this.seen=re({yaw_deg:e,pitch_deg:t,zoom:n,right:r,down:i},this.shown?.kind??`head`),Object.keys(a).some(e=>a[e]!==this.seen[e])&&(this.aimed=!1,this.ask()),this.seen}region_at(e,t){this.aim();let n=this.canvas.width/Math.max(1,this.canvas.clientWidth),r=me(this.laid,e*n);if(!this.shown||!r)return null;let i=2*(e*n-r.x)/r.width-1,a=Ki(this.shown,i,1-2*t/Math.max(1,this.canvas.clientHeight));return a&&Ui(this.basics.regions,a.x,a.y)}place(e,t){return this.aim(),this.spotOf(this.shown&&qi(this.shown,e,t))}place_of_pixel(e,t){return this.aim(),this.spotOf(this.shown?.pixel(e,t)?.project(this.shown.camera)??null)}async picture(e){this.draw();let t=this.laid.cells.slice(0,this.laid.count).map(({side:e,from:t,to:n})=>({label:this.heard.labelOf(e),from:t,to:n}));return wi(Ci(this.canvas,{watermark:e,labels:t}))}sample(e,t,n,r){this.draw();let i=this.canvas.width/Math.max(1,this.canvas.clientWidth),[a,o]=[Math.round(e*i),Math.round((e+n)*i)],[s,c]=[Math.round(t*i),Math.round((t+r)*i)];return fa(this.renderer,a,this.canvas.height-c,Math.max(1,o-a),Math.max(1,c-s))}forget(){this.turn+=1,this.shown?.kind===`photo`&&this.replace(null)}dispose(){this.turn+=1,cancelAnimationFrame(this.waiting),this.resize.disconnect(),this.canvas.removeEventListener(`webglcontextrestored`,this.ask),this.shown?.dispose(),this.shown=null,this.head=null,this.shared.dispose(),this.renderer.dispose(),this.renderer.forceContextLoss()}drawn(){return this.meter.read()}async showHead(e,t){let n=this.head??_e(this.basics.files).then(_r);this.head=n;let r=await n.catch(e=>{throw this.head=null,e});if(t===this.turn){if(this.shown?.kind===`head`)this.shown.dress(e);else{let t=ir(r,this.basics.mesh,this.shared);t.dress(e),this.replace(t)}this.draw()}}async showPhoto(e,t,n){let{mesh:r,regions:i,table:a}=this.basics,o=await ra(e,t,r,i[1],a).catch(t=>{throw e.close(),t});n===this.turn?this.replace(hi(o,this.shared)):(o.photo.close(),o.maps.bytes.fill(0))}replace(e){this.shown?.dispose(),this.shown=e,this.seen=re(this.seen,e?.kind??`head`),this.aimed=!1,this.draw()}spotOf(e){if(!e)return null;let{clientWidth:t,clientHeight:n,width:r}=this.canvas,i=this.laid.cells[0];return{x:(i.x+.5*(e.x+1)*i.width)*t/Math.max(1,r),y:.5*(1-e.y)*n}}ask=()=>{this.waiting===0&&(this.waiting=requestAnimationFrame(this.frame))};frame=()=>{this.waiting=0;let e=performance.now();this.draw(),this.meter.add(performance.now()-e),this.canvas.dataset.pictures=String(this.meter.count)};fit=()=>{let{clientWidth:e,clientHeight:t}=this.canvas,n=Math.min(devicePixelRatio,oa);this.renderer.setSize(Math.max(1,Math.round(n*e)),Math.max(1,Math.round(n*t)),!1),this.aimed=!1,this.draw()};aim(){if(this.aimed)return;let{layout:e,count:t,split:n,whole:r}=this.heard;pe(this.laid,e,t,n,this.canvas.width),this.shown?.aim(this.seen,this.laid.cells[0].width,this.canvas.height,r),this.aimed=!0}draw(){this.aim();let{renderer:e,laid:t,canvas:n}=this;if(e.setScissorTest(!1),e.setViewport(0,0,n.width,n.height),e.clear(),!this.shown)return;let{uniforms:r}=this.shared;r.treated.value=this.heard.treated,r.paint.value=+!!this.heard.paint,r.lamp.value=this.heard.lamp,e.setScissorTest(!0);for(let e=0;e<t.count;e+=1)this.drawCell(this.shown,t.cells[e])}drawCell(e,t){let{height:n}=this.canvas;this.shared.uniforms.effects.value=this.heard.of(t.side),this.shared.uniforms.columnFrom.value=t.x,this.renderer.setViewport(t.x,0,t.width,n),this.renderer.setScissor(t.from,0,t.to-t.from,n),this.renderer.render(e.world,e.camera)}};function fa(e,t,n,r,i){let a=e.getContext(),o=new Uint8Array(4*r*i);a.readPixels(t,n,r,i,a.RGBA,a.UNSIGNED_BYTE,o);let s=[0,0,0,0];for(let e=0;e<o.length;e+=1)s[e%4]+=o[e];let c=Math.max(1,s[3]/255);return[s[0]/c,s[1]/c,s[2]/c]}export{sa as createStage};