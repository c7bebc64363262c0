// The live connection to the laboratory: a treatment goes out, scenes come back. Of each slot the newest request
// wins: no answer replaces a newer one, and only a preview may answer an older request, so that a dial that keeps
// turning keeps showing. A lost connection is opened again, later each time, and the newest requests sent again.
import { decodeScene, type Scene, type Slot, type Stage } from "./scene";
import type { TreatmentFile } from "./types";

export type Told =
  | { kind: "refused"; id: number; slot: Slot; sentence: string; field: string | null }
  | { kind: "progress"; id: number; slot: Slot; share: number }
  | { kind: "failed"; id: number; slot: Slot; sentence: string };

export type Connection = "connecting" | "open" | "gone";

export interface LiveListener {
  scene(scene: Scene): void;
  told(message: Told): void;
  connection(state: Connection): void;
  /** An answer came that this page cannot read. */
  unreadable(fault: unknown): void;
}

export interface LiveRequest {
  id: number;
  slot: Slot;
  treatment: TreatmentFile;
}

/** The part of a WebSocket that is used; tests bring their own. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

const OPEN = 1;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8000;

/** Return how long to wait before the next attempt, ms, after `failures` in a row. */
export function waitBefore(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
}

/** Remembers the newest request of each slot, and tells which answers are stale. */
export class Newest {
  private next = 1;
  private readonly requests = new Map<Slot, LiveRequest>();
  private readonly shown = new Map<Slot, number>();

  /** Return a request with a new id, now the newest of its slot. */
  ask(slot: Slot, treatment: TreatmentFile): LiveRequest {
    const request = { id: this.next++, slot, treatment };
    this.requests.set(slot, request);
    return request;
  }

  /** Forget a slot: whatever still answers it is stale. */
  forget(slot: Slot): void {
    this.requests.delete(slot);
  }

  /** Return whether an answer belongs to the newest request of its slot. */
  isCurrent(answer: { id: number; slot: Slot }): boolean {
    return this.requests.get(answer.slot)?.id === answer.id;
  }

  /** Return whether a scene is to be shown, and remember it as shown. */
  admits(scene: { id: number; slot: Slot; stage: Stage }): boolean {
    const passing = scene.stage === "preview" && scene.id > (this.shown.get(scene.slot) ?? 0);
    if (!this.requests.has(scene.slot) || !(this.isCurrent(scene) || passing)) return false;
    this.shown.set(scene.slot, scene.id);
    return true;
  }

  /** Return the newest request of each slot. */
  current(): LiveRequest[] {
    return [...this.requests.values()];
  }
}

/** The connection itself. */
export class Live {
  private readonly newest = new Newest();
  private socket: Socket | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private closed = false;

  constructor(
    private readonly listener: LiveListener,
    private readonly open: () => Socket = openSocket,
  ) {
    this.connect();
  }

  /** Send a treatment; older work of the slot no longer counts. */
  ask(slot: Slot, treatment: TreatmentFile): number {
    const request = this.newest.ask(slot, treatment);
    this.send(request);
    return request.id;
  }

  /** Stop listening to a slot. */
  forget(slot: Slot): void {
    this.newest.forget(slot);
  }

  /** Try again now where the connection is lost. */
  retry(): void {
    if (this.timer === null || this.closed) return;
    clearTimeout(this.timer);
    this.connect();
  }

  /** End the connection for good. */
  close(): void {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.socket?.close();
  }

  private connect(): void {
    this.timer = null;
    this.listener.connection(this.failures > 1 ? "gone" : "connecting");
    const socket = this.open();
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.failures = 0;
      this.listener.connection("open");
      for (const request of this.newest.current()) this.send(request);
    };
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = () => this.again();
  }

  private send(request: LiveRequest): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(request));
  }

  private receive(data: unknown): void {
    try {
      this.take(data);
    } catch (fault) {
      this.listener.unreadable(fault);
    }
  }

  private take(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const scene = decodeScene(data);
      if (this.newest.admits(scene)) this.listener.scene(scene);
      return;
    }
    const message = JSON.parse(String(data)) as Told;
    if (this.newest.isCurrent(message)) this.listener.told(message);
  }

  private again(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => this.connect(), waitBefore(this.failures));
    this.failures += 1;
    if (this.failures > 1) this.listener.connection("gone");
  }
}

function openSocket(): Socket {
  const address = new URL("api/v1/live", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.hash = "";
  return new WebSocket(address) as unknown as Socket;
}
