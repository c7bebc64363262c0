// What is shown: which effects with what they rest on, and in which regions of the face.
import { CheckField, Disclosure, unbroken } from "../ui";
import { Basis } from "./basis";
import { peopleText } from "./captions";
import { channelsIn } from "./frames";
import { capital } from "./moments";
import type { TryOnState } from "./state";
import { CHANNELS, type Channel, REGIONS, type TryOn } from "./types";
import { toggleRegion } from "./use-stage";
import { BANDS_MEAN, CHANNEL_WORDS, REGION_WORDS } from "./words";

interface PanelProps {
  state: TryOnState;
  tryOn: TryOn;
}

/** All switches. */
export function EffectsPanel({ state, tryOn }: PanelProps) {
  const channels = channelsIn(tryOn).filter((channel) => channel !== "darkening");
  const facts = CHANNELS.flatMap((channel) => {
    const fact = tryOn.facts[channel];
    return fact ? [[channel, fact] as const] : [];
  });
  return (
    <section class="tryon-switches card" aria-labelledby="tryon-switches-title">
      <h2 id="tryon-switches-title">What is shown</h2>
      <p class="small soft">{BANDS_MEAN}</p>
      <fieldset>
        <legend>Effects</legend>
        {channels.map((channel) => (
          <EffectSwitch key={channel} state={state} tryOn={tryOn} channel={channel} />
        ))}
        {channelsIn(tryOn).includes("darkening") && <Darkening state={state} tryOn={tryOn} />}
      </fieldset>
      <Disclosure title="What each effect is, and what is not known of it">
        <dl class="tryon-facts small">
          {facts.map(([channel, fact]) => (
            <div key={channel}>
              <dt>{capital(fact.title)}</dt>
              <dd>
                {unbroken(fact.caption)} {fact.unknown && unbroken(fact.unknown)}
              </dd>
            </div>
          ))}
        </dl>
      </Disclosure>
      <Regions state={state} />
    </section>
  );
}

function setChannel({ on }: TryOnState, channel: Channel, shown: boolean): void {
  const next = new Set(on.value);
  if (shown) next.add(channel);
  else next.delete(channel);
  on.value = next;
}

function EffectSwitch({ state, tryOn, channel }: PanelProps & { channel: Channel }) {
  const fact = tryOn.facts[channel];
  const title = capital(fact?.title ?? CHANNEL_WORDS[channel].title);
  const resolves = state.held.photo.value?.face.resolves;
  const hidden = resolves && channel in resolves && !resolves[channel as keyof typeof resolves];
  return (
    <div class="tryon-effect">
      <CheckField
        label={title}
        checked={state.on.value.has(channel)}
        help={hidden && "Your photo is not detailed enough to show this."}
        onChange={(shown) => setChannel(state, channel, shown)}
      />
      {fact && <Basis of={title} kind={fact.kind} sources={fact.sources} references={tryOn.sources} />}
    </div>
  );
}

function Darkening({ state, tryOn }: PanelProps) {
  const fact = tryOn.facts.darkening;
  const { probability, statement } = tryOn.darkening;
  return (
    <div class="tryon-effect tryon-darkening">
      <CheckField
        label="If darkening happens"
        checked={state.on.value.has("darkening")}
        onChange={(shown) => setChannel(state, "darkening", shown)}
      />
      {fact && <Basis of="darkening" kind={fact.kind} sources={fact.sources} references={tryOn.sources} />}
      <p class="tryon-wide small soft">
        {probability
          ? `After each session ${peopleText(probability)} get it. `
          : "How many people get it is not known. "}
        {unbroken(statement)}
      </p>
    </div>
  );
}

function Regions({ state }: { state: TryOnState }) {
  return (
    <fieldset class="tryon-regions">
      <legend>Regions treated</legend>
      <p class="small soft">Tick them here, or click or tap the face.</p>
      <div class="tryon-region-boxes">
        {REGIONS.map((region, at) => (
          <CheckField
            key={region}
            label={capital(REGION_WORDS[region])}
            checked={state.treated.value[at]!}
            onChange={() => toggleRegion(state, at)}
          />
        ))}
      </div>
      <CheckField
        label="Paint them on the face"
        checked={state.paint.value}
        onChange={(paint) => {
          state.paint.value = paint;
        }}
      />
    </fieldset>
  );
}
