// A question that is asked again by itself while the server does not answer, later each time.
import { Unanswered } from "./client";
import { waitBefore } from "./live";

/** Return an answer once there is one; `told` gets each fault that is asked through, and what is refused is thrown. */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  stop: AbortSignal,
  told: (fault: Unanswered) => void,
): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (fault) {
      if (!(fault instanceof Unanswered)) throw fault;
      told(fault);
    }
    await new Promise((goOn) => setTimeout(goOn, waitBefore(failures)));
    stop.throwIfAborted();
  }
}
