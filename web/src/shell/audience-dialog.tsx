// The question of the first visit: who is looking.
import { Dialog } from "../ui/dialog";
import { asking, choose, type Role, role } from "./audience";

const ANSWERS: readonly (readonly [Role, string, string])[] = [
  [
    "person",
    "I am considering a treatment",
    "What it may change on a face, a plan with its days of recovery, risks and cost, the guide. No settings.",
  ],
  ["clinician", "I treat or teach", "The laboratory, plans with published settings, the guide."],
  ["researcher", "I study lasers or skin", "All of that, and the model's own choices and numbers."],
];

/** Ask who is looking, on the first visit and when asked to. */
export function Welcome() {
  const close = role.value === null ? {} : { onClose: () => (asking.value = false) };
  return (
    <Dialog title="Who is looking?" open={asking.value} {...close}>
      <p>
        photomend computes what a skin laser does, from the light to the days of healing. What it shows depends on you.
      </p>
      <div class="answers">
        {ANSWERS.map(([key, title, text]) => (
          <button key={key} type="button" class="answer" aria-pressed={role.value === key} onClick={() => choose(key)}>
            <b>{title}</b>
            <span>{text}</span>
          </button>
        ))}
      </div>
      <p class="small soft">Kept in this browser only. You can change it at any time, at the top right.</p>
    </Dialog>
  );
}
