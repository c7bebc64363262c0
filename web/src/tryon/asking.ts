// What was answered, the kinds of treatment for it, and the try-on that was asked with it. The newest question wins.
import { batch, computed, signal } from "@preact/signals";
import { Refused, sentenceOf } from "../api/client";
import type { TreatmentFile } from "../api/types";
import { checked } from "./frames";
import type { Source } from "./source";
import type { Audience, Choice, Concern, Phototype, TryOn, TryOnRequest } from "./types";
import { ADULT_YEARS } from "./words";

/** The name under which the laboratory's treatment stands among the kinds of treatment. */
export const LABORATORY = "laboratory";

export interface Answers {
  age: number | null;
  phototype: Phototype | null;
  concern: Concern | null;
  /** A kind of treatment, or the laboratory's own; null: the first one. */
  family: string | null;
  /** null: as published. */
  sessions: number | null;
}

export interface Fault {
  sentence: string;
  field: string | null;
}

const OPEN: Answers = { age: null, phototype: null, concern: null, family: null, sessions: null };

/** What was answered; kept while the page is open, in its memory alone. */
export const answers = signal<Answers>(OPEN);

/** What a person is asked, and what came of it; `laboratory` gives the treatment that is set there. */
export class Asking {
  readonly audience = signal<Audience>("person");
  readonly choices = signal<readonly Choice[]>([]);
  readonly tryOn = signal<TryOn | null>(null);
  readonly busy = signal(false);
  readonly fault = signal<Fault | null>(null);
  readonly tooYoung = computed(() => answers.value.age !== null && answers.value.age < ADULT_YEARS);
  readonly adult = computed(() => answers.value.age !== null && !this.tooYoung.value);
  /** What is asked; null while an answer is missing or somebody is too young. */
  readonly wanted = computed(() => {
    if (!this.adult.value) return null;
    return requestOf(answers.value, this.audience.value, this.choices.value, this.laboratory);
  });
  private forChoices = new AbortController();
  private forTryOn = new AbortController();

  constructor(
    private readonly source: Source,
    private readonly laboratory?: () => TreatmentFile,
  ) {}

  change(some: Partial<Answers>): void {
    answers.value = { ...answers.value, ...some };
  }

  /** Ask for the kinds of treatment of the concern. */
  async askChoices(): Promise<void> {
    this.forChoices.abort();
    this.forChoices = new AbortController();
    const stop = this.forChoices.signal;
    const { concern } = answers.value;
    this.choices.value = [];
    if (!concern) return;
    try {
      const found = await this.source.choices(concern, this.audience.value, stop);
      if (!stop.aborted) this.choices.value = found;
    } catch (found) {
      if (!stop.aborted) this.fault.value = faultOf(found, "concern");
    }
  }

  /** Ask for the try-on that is wanted; without one, what was shown goes. */
  async ask(): Promise<void> {
    this.forTryOn.abort();
    this.forTryOn = new AbortController();
    const stop = this.forTryOn.signal;
    const request = this.wanted.value;
    this.busy.value = request !== null;
    if (!request) return this.settle(null, null);
    try {
      const found = checked(await this.source.tryOn(request, stop));
      if (!stop.aborted) this.settle(found, null);
    } catch (found) {
      if (!stop.aborted) this.settle(null, faultOf(found, null));
    }
  }

  /** End what is under way. */
  stop(): void {
    this.forChoices.abort();
    this.forTryOn.abort();
  }

  private settle(found: TryOn | null, wrong: Fault | null): void {
    batch(() => {
      this.tryOn.value = found;
      this.fault.value = wrong;
      this.busy.value = false;
    });
  }
}

/** Return the kind of treatment that is chosen: the first one unless another was. */
export function chosenFamily(given: Answers, choices: readonly Choice[], laboratory: boolean): string | null {
  if (laboratory && given.family === LABORATORY) return LABORATORY;
  return choices.find(({ family }) => family === given.family)?.family ?? choices[0]?.family ?? null;
}

function requestOf(
  given: Answers,
  role: Audience,
  choices: readonly Choice[],
  laboratory?: () => TreatmentFile,
): TryOnRequest | null {
  const { age, phototype, concern, sessions } = given;
  const family = chosenFamily(given, choices, role === "clinician" && laboratory !== undefined);
  if (age === null || phototype === null || concern === null || family === null) return null;
  const what = family === LABORATORY ? { treatment: laboratory!() } : { family };
  return { role, concern, phototype, age_years: age, ...what, sessions, interval_weeks: null };
}

/** Return what is told of a refusal, and the field that it stands by. */
export function faultOf(found: unknown, otherwise: string | null): Fault {
  return { sentence: sentenceOf(found), field: (found instanceof Refused ? found.field : null) ?? otherwise };
}

/** Return what still has to be answered. */
export function missing({ age, phototype, concern }: Answers): string[] {
  return [
    age === null && "your age",
    phototype === null && "your skin type",
    concern === null && "what bothers you",
  ].filter((words) => words !== false);
}
