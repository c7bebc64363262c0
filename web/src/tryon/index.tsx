// "Try it on" in the page that the local server shows.
import { treatmentOf } from "../lab/edited";
import { cardOf, runs } from "../lab/slots";
import { audienceOf } from "../planner/draft";
import { role } from "../shell/audience";
import { serverSource } from "./server-source";
import { TryOnView } from "./view";

const laboratory = () => treatmentOf(runs.a.edited.value);

/** The try-on that asks the local server; clinicians may bring the laboratory's treatment. */
export default function TryItOn() {
  const title = cardOf(runs.a)?.title ?? "treatment A"; // the laboratory may not have been opened yet
  const own = { title, treatment: laboratory };
  return <TryOnView source={serverSource} audience={audienceOf(role.value)} laboratory={own} />;
}
