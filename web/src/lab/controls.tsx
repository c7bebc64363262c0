// The controls of one run: device and dial, pattern, skin, surface, and for the researcher the physics.
import type { DeviceCard } from "../api/types";
import { role } from "../shell/audience";
import { Disclosure, SelectField } from "../ui";
import { withUnit } from "../ui/format";
import { AlsoSet } from "./also-set";
import { DialKey, NumberKey, SelectKey, shownOf } from "./control-field";
import { withCooling, withDevice } from "./edited";
import { keyOf } from "./keys";
import { cardOf, cards, change, type Run } from "./slots";
import { CONTACTS, COOLANTS, DIALS, deviceGroups, PHOTOTYPES, PHYSICS, SITES, TOPICALS } from "./words";

const OWN = { group: "Described in full", options: [["", "Own handpiece"] as const] };
const MOST_PASSES = 16;
const PHYSICS_LABELS: Record<string, string> = {
  "physics.optics": "Optics",
  "physics.steam": "Steam",
  "physics.necrosis": "Kinetics of cell death",
  "physics.collagen": "Kinetics of collagen",
};

/** All controls of a run. */
export function Controls({ run }: { run: Run }) {
  const roomy = matchMedia("(min-width: 48rem)").matches; // on a narrow page the picture comes soon below the dial
  return (
    <div class="lab-controls">
      <DeviceControls run={run} />
      <Disclosure title="Pattern" open={roomy}>
        <PatternControls run={run} />
      </Disclosure>
      <Disclosure title="Skin" open={roomy}>
        <SelectKey run={run} name="skin.site" label="Site" options={SITES} />
        <SelectKey run={run} name="skin.phototype" label="Phototype" options={PHOTOTYPES} />
        <DialKey run={run} name="skin.age_years" label="Age" low={18} high={90} step={1} />
        <NumberKey
          run={run}
          name="skin.ita_deg"
          label="ITA, if measured"
          help="Individual typology angle; it then says how much melanin there is, not the phototype."
        />
      </Disclosure>
      <Disclosure title="Surface and cooling" open={roomy}>
        <SurfaceControls run={run} />
      </Disclosure>
      <Disclosure title="Beam">
        <BeamControls run={run} />
      </Disclosure>
      {role.value === "researcher" && (
        <Disclosure title="Physics">
          <PhysicsControls run={run} />
        </Disclosure>
      )}
      <AlsoSet run={run} researcher={role.value === "researcher"} />
    </div>
  );
}

function DeviceControls({ run }: { run: Run }) {
  const card = cardOf(run);
  const device = String(run.edited.value["handpiece.device"] ?? "");
  return (
    <>
      <SelectField
        label="Device"
        value={device}
        options={device ? deviceGroups(cards.value) : [OWN, ...deviceGroups(cards.value)]}
        help={card && <DeviceHelp card={card} />}
        onChange={(name) => change(run.slot, withDevice(run.edited.value, name))}
      />
      {card ? <DialControl run={run} card={card} /> : <OwnDial run={run} />}
    </>
  );
}

function DeviceHelp({ card }: { card: DeviceCard }) {
  const grade = card.evidence_grade ? `; evidence: grade ${card.evidence_grade}` : "";
  return (
    <details class="lab-evidence">
      <summary>
        {withUnit(card.wavelength_nm ?? 0, "nm")}
        {grade}
      </summary>
      {card.evidence}
    </details>
  );
}

// A handpiece that is described in full has no dial with ends: its energy or radiant exposure is typed.
function OwnDial({ run }: { run: Run }) {
  const name = Object.keys(DIALS).find((dial) => run.edited.value[`settings.${dial}`] !== undefined);
  return name ? <NumberKey run={run} name={`settings.${name}`} label={DIALS[name] ?? name} /> : null;
}

function DialControl({ run, card }: { run: Run; card: DeviceCard }) {
  const dial = card.dial ?? "pulse_energy_mJ";
  const name = `settings.${dial}`;
  const limits = card.limits[dial];
  if (!limits || limits.low === limits.high) return <NumberKey run={run} name={name} label={DIALS[dial] ?? dial} />;
  return (
    <DialKey
      run={run}
      name={name}
      label={DIALS[dial] ?? dial}
      help="The ends are those of this device's dial; other values can be typed."
      low={limits.low}
      high={limits.high}
    />
  );
}

function PatternControls({ run }: { run: Run }) {
  const fullField = shownOf(run, "handpiece.placement").value === "full-field";
  const passes = Number(shownOf(run, "settings.passes").value ?? 1);
  return (
    <>
      {!fullField && (
        <NumberKey run={run} name="settings.density_per_pass_per_cm2" label="Density, microbeams in one pass" />
      )}
      <DialKey run={run} name="settings.passes" label="Passes" low={1} high={MOST_PASSES} />
      {passes > 1 && (
        <NumberKey
          run={run}
          name="settings.pass_interval_s"
          label="Pass interval"
          help="From one pass to the next over the same skin."
        />
      )}
    </>
  );
}

function SurfaceControls({ run }: { run: Run }) {
  const coolant = String(shownOf(run, "surface.cooling").value ?? "none");
  const setting = String(run.edited.value["surface.cooling"] ?? "device");
  const topical = String(shownOf(run, "surface.topical").value ?? "none");
  return (
    <>
      <SelectField
        label="Cooling"
        value={setting}
        options={COOLANTS}
        help={setting === "device" ? `This device: ${coolantWords(coolant)}.` : undefined}
        onChange={(value) => change(run.slot, withCooling(run.edited.value, value === "device" ? null : value))}
      />
      {coolant !== "none" && coolant !== "device" && <CoolantNumbers run={run} coolant={coolant} />}
      <SelectKey run={run} name="surface.topical" label="On the skin" options={TOPICALS} />
      {topical === "numbing-cream-on" && (
        <NumberKey run={run} name="surface.topical_thickness_um" label="Thickness of the film" />
      )}
      <SelectKey run={run} name="surface.contact" label="In contact with" options={CONTACTS} />
    </>
  );
}

function coolantWords(coolant: string): string {
  return (COOLANTS.find(([name]) => name === coolant)?.[1] ?? coolant).toLowerCase();
}

function CoolantNumbers({ run, coolant }: { run: Run; coolant: string }) {
  const spurts = Number(shownOf(run, "surface.spurts").value ?? 1);
  return (
    <div class="lab-coolant">
      <NumberKey run={run} name="surface.temperature_C" label="Coolant's temperature" />
      <NumberKey run={run} name="surface.conductance_W_per_m2_K" label="Conductance" />
      <NumberKey
        run={run}
        name="surface.start_s"
        label="Starts"
        help="From the start of each exposure; negative: before it."
      />
      <NumberKey run={run} name="surface.duration_s" label="Lasts" />
      {coolant === "forced-air" && <NumberKey run={run} name="surface.duty" label="Share of time on the spot" />}
      {coolant === "cryogen" && <NumberKey run={run} name="surface.spurts" label="Spurts" />}
      {coolant === "cryogen" && spurts > 1 && (
        <NumberKey run={run} name="surface.spurt_period_s" label="From spurt to spurt" />
      )}
    </div>
  );
}

function BeamControls({ run }: { run: Run }) {
  return (
    <>
      <NumberKey
        run={run}
        name="handpiece.spot_diameter_um"
        label="Spot at the skin"
        help="1/e² diameter of one microbeam. Few makers publish it: the interval of the full result spans what is known."
      />
      <NumberKey run={run} name="handpiece.pulse_duration_ms" label="Pulse duration" />
      <NumberKey run={run} name="skin.temperature_C" label="Skin before the first pulse" />
    </>
  );
}

function PhysicsControls({ run }: { run: Run }) {
  const coupled = shownOf(run, "physics.optics").value === "coupled";
  return (
    <>
      {Object.entries(PHYSICS).map(([name, options]) => (
        <SelectKey key={name} run={run} name={name} label={PHYSICS_LABELS[name] ?? name} options={options} />
      ))}
      {coupled && (
        <DialKey
          run={run}
          name="physics.hot_scattering_factor"
          label="Scattering of hot tissue"
          help="Relative to cold; an assumption."
          low={keyOf("physics.hot_scattering_factor")?.low ?? 0.25}
          high={keyOf("physics.hot_scattering_factor")?.high ?? 1.5}
        />
      )}
      <NumberKey
        run={run}
        name="numerics.seed"
        label="Seed"
        help="Of all random numbers: the same seed, the same figures."
      />
    </>
  );
}
