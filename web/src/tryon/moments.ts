// The calendar of a try-on: where its frames lie on the time line, which of them have a button, and what a moment is
// called. Places count frames, so that the first days, where much happens, get the room that they need.
import { dayAt } from "./frames";
import type { Frame, TryOn } from "./types";

/** Steps of the time line from one frame to the next. */
export const FINE = 12;

/** A button of the time line. */
export interface Jump {
  place: number;
  title: string;
}

const FIRST_DAYS: readonly number[] = [1, 3, 7, 14];
const NEAR = 0.26; // of a day, or of the day itself where that is more
const NEAR_SHARE = 0.08;

/** Return the moments that have a button: before, some of the first days, each further session, and all after. */
export function jumps(frames: readonly Frame[]): readonly Jump[] {
  const found = frames.map((frame, place) => ({ place, title: jumpTitle(frames, frame, place) }));
  return found.filter((jump): jump is Jump => jump.title !== null);
}

function jumpTitle(frames: readonly Frame[], frame: Frame, place: number): string | null {
  const newSession = frame.session > 1 && frames[place - 1]?.session !== frame.session;
  if (frame.phase === "before" || frame.phase === "after") return frame.title;
  if (newSession) return `Session ${frame.session}`;
  if (place === frames.length - 1) return frame.title;
  return frame.session <= 1 && isFirstDay(frames, frame) ? frame.title : null;
}

// Of several frames near one of the first days only the nearest has a button.
function isFirstDay(frames: readonly Frame[], frame: Frame): boolean {
  const candidates = frames.filter(({ session, phase }) => session === frame.session && phase !== "before");
  return FIRST_DAYS.some((day) => {
    const near = candidates.filter((one) => Math.abs(one.day - day) <= Math.max(NEAR, NEAR_SHARE * day));
    near.sort((one, other) => Math.abs(one.day - day) - Math.abs(other.day - day));
    return near[0] === frame;
  });
}

/** Return the place of the next or the previous frame; at the ends the place of the end. */
export function step(frames: readonly Frame[], place: number, by: 1 | -1): number {
  const next = by > 0 ? Math.floor(place + 1e-6) + 1 : Math.ceil(place - 1e-6) - 1;
  return Math.min(frames.length - 1, Math.max(0, next));
}

/** Return the frame that a place has passed last. */
export function frameAt(frames: readonly Frame[], place: number): Frame {
  return frames[Math.min(frames.length - 1, Math.max(0, Math.floor(place + 1e-6)))]!;
}

/** Return days since the last session began, and its number; null before the first. */
export function sinceSession(frames: readonly Frame[], place: number): { session: number; days: number } | null {
  const frame = frameAt(frames, place);
  if (frame.phase === "before") return null;
  const first = frames.find(({ session, phase }) => session === frame.session && phase !== "before")!;
  return { session: frame.session, days: Math.max(0, dayAt(frames, place) - first.day) };
}

/** Return the session that lies between two frames, so that a place between them is during it; null elsewhere. */
export function duringSession(frames: readonly Frame[], place: number): number | null {
  const [from, to] = [frames[Math.floor(place)], frames[Math.ceil(place)]];
  return from && to && from.session !== to.session ? to.session : null;
}

const JUST_AFTER = 0.02; // days
const DAYS_PER_WEEK = 7;
const LAST_DAY = 21; // beyond it weeks are told
const LAST_WEEK = 16; // beyond it months are told
const DAYS_PER_MONTH = 30.44;

/** Return a time since something in words: "day 3", "week 5", "month 6". */
export function sinceText(days: number): string {
  if (days < 1) return `hour ${Math.round(24 * days)}`;
  if (days <= LAST_DAY) return `day ${Math.round(days)}`;
  const weeks = Math.round(days / DAYS_PER_WEEK);
  return weeks <= LAST_WEEK ? `week ${weeks}` : `month ${Math.round(days / DAYS_PER_MONTH)}`;
}

/** Return a moment in words: "Day 3 after session 1 of 3". */
export function momentText({ frames, sessions }: Pick<TryOn, "frames" | "sessions">, place: number): string {
  const during = duringSession(frames, place);
  if (during !== null) return sessions > 1 ? `During session ${during} of ${sessions}` : "During the session";
  const frame = frames[place]; // none between two frames
  if (frame?.phase === "after") return frame.title;
  const since = sinceSession(frames, place);
  if (!since) return "Before treatment";
  const of = sessions > 1 ? ` ${since.session} of ${sessions}` : "";
  const when = since.days < JUST_AFTER ? "Just" : capital(sinceText(since.days));
  return `${when} after ${of ? `session${of}` : "the session"}`;
}

/** Return a moment in few words, for labels: "Day 3", "Week 5". */
export function shortMoment(frames: readonly Frame[], place: number): string {
  const during = duringSession(frames, place);
  if (during !== null) return `Session ${during}`;
  const since = sinceSession(frames, place);
  return since ? capital(since.days < JUST_AFTER ? "just after" : sinceText(since.days)) : "Before";
}

/** Return a statement as a sentence, with a capital and a full stop. */
export function asSentence(text: string): string {
  const whole = capital(text.trim());
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** Return a sentence part with a capital. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
