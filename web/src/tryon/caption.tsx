// What is modelled here and now, in words and as a table; how many people see nothing.
import { Disclosure, Table } from "../ui";
import { useSettled } from "../ui/use-settled";
import { type RegionRow, regionRows, summary, unchangedText } from "./captions";
import { channelsIn } from "./frames";
import { capital, momentText } from "./moments";
import { momentOf, type TryOnState, visible } from "./state";
import type { TryOn } from "./types";
import { CHANNEL_WORDS, REGION_WORDS } from "./words";

interface CaptionProps {
  state: TryOnState;
  tryOn: TryOn;
}

const READ_AFTER_MS = 200; // told when the slider rests, not at every step

/** The words under the picture. */
export function Caption({ state, tryOn }: CaptionProps) {
  const playing = state.playing.value;
  const settled = useSettled(state.place.value, READ_AFTER_MS);
  const place = playing ? Math.floor(state.place.value) : settled; // from frame to frame while it plays
  const on = visible(state.on.value, state.held);
  const channels = channelsIn(tryOn).filter((channel) => on.has(channel));
  const treated = state.treated.value;
  const moment = momentOf(tryOn, place, { on, treated });
  const ground = state.ground.value;
  const title = momentText(tryOn, place);
  return (
    <section class="tryon-caption" aria-label="What is modelled">
      <p aria-live={playing ? "off" : "polite"}>
        <b>{title}.</b> {summary(moment, channels, treated, ground)}
      </p>
      <p>
        {unchangedText(tryOn.unchanged.after_one_session, "after one session")}{" "}
        {tryOn.sessions > 1 && unchangedText(tryOn.unchanged.after_course, "after the whole course")}
      </p>
      <p class="small soft">
        a* is how red skin is and L* how light, as a colour meter reads them; the eye hardly sees a change below 1. For
        lines, scars and spots the figure is the share that is gone.
      </p>
      <Disclosure
        title="This moment, region by region"
        content={() => (
          <>
            <Table
              caption={`${title}: typical change from before (low to high)`}
              columns={[
                { title: "Region", head: true, cell: ({ region }: RegionRow) => capital(REGION_WORDS[region]) },
                ...channels.map((channel, at) => ({
                  title: capital(CHANNEL_WORDS[channel].title),
                  cell: ({ cells }: RegionRow) => cells[at],
                })),
              ]}
              rows={regionRows(moment, channels, treated, ground)}
              keyOf={({ region }) => region}
            />
            <p class="small soft">
              Below 0 is a loss of redness or of light; for lines, scars and spots, what is added.
            </p>
          </>
        )}
      />
    </section>
  );
}
