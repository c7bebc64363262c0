import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, Live, Newest, type Socket, type Told, waitBefore } from "./live";

describe("the newest request of a slot", () => {
  it("wins: answers to older ones are stale", () => {
    const newest = new Newest();
    const first = newest.ask("a", {});
    const second = newest.ask("a", {});
    expect(newest.isCurrent(first)).toBe(false);
    expect(newest.isCurrent(second)).toBe(true);
  });

  it("is that of its own slot", () => {
    const newest = new Newest();
    const a = newest.ask("a", {});
    newest.ask("b", {});
    expect(newest.isCurrent(a)).toBe(true);
  });

  it("lets previews of passing settings be shown in order, and no full result of one", () => {
    const newest = new Newest();
    const [one, two, three] = [newest.ask("a", {}), newest.ask("a", {}), newest.ask("a", {})];
    expect(newest.admits({ ...two, stage: "preview" })).toBe(true);
    expect(newest.admits({ ...one, stage: "preview" })).toBe(false);
    expect(newest.admits({ ...two, stage: "full" })).toBe(false);
    expect(newest.admits({ ...three, stage: "preview" })).toBe(true);
    expect(newest.admits({ ...three, stage: "full" })).toBe(true);
  });

  it("is none once the slot is forgotten", () => {
    const newest = new Newest();
    const request = newest.ask("b", {});
    newest.forget("b");
    expect(newest.isCurrent(request)).toBe(false);
    expect(newest.admits({ ...request, stage: "preview" })).toBe(false);
  });
});

describe("waiting before another attempt", () => {
  it("grows, but not for ever", () => {
    const waits = [0, 1, 2, 3, 10].map(waitBefore);
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(waits[4]).toBe(8000);
  });
});

class FakeSocket implements Socket {
  binaryType = "";
  readyState = 0;
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  sent: string[] = [];
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
    this.onclose?.(undefined as never);
  }
  succeed() {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }
}

describe("the live connection", () => {
  const sockets: FakeSocket[] = [];
  const states: Connection[] = [];
  const messages: Told[] = [];
  const faults: unknown[] = [];
  let live: Live;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets.length = states.length = messages.length = faults.length = 0;
    live = new Live(
      {
        scene: () => undefined,
        told: (message) => messages.push(message),
        connection: (state) => states.push(state),
        unreadable: (fault) => faults.push(fault),
      },
      () => {
        sockets.push(new FakeSocket());
        return sockets.at(-1)!;
      },
    );
  });
  afterEach(() => {
    live.close();
    vi.useRealTimers();
  });

  it("sends what was asked before it was open, once it is", () => {
    live.ask("a", { settings: { passes: 1 } });
    live.ask("a", { settings: { passes: 2 } });
    expect(sockets[0]!.sent).toEqual([]);
    sockets[0]!.succeed();
    expect(sockets[0]!.sent.map((text) => JSON.parse(text).treatment.settings.passes)).toEqual([2]);
  });

  it("opens again after a loss and asks the newest again", () => {
    sockets[0]!.succeed();
    const id = live.ask("b", {});
    sockets[0]!.close();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
    sockets[1]!.succeed();
    expect(JSON.parse(sockets[1]!.sent[0]!).id).toBe(id);
    expect(states.at(-1)).toBe("open");
  });

  it("says that the server is gone when it does not come back", () => {
    sockets[0]!.succeed();
    sockets[0]!.close();
    vi.advanceTimersByTime(250);
    sockets[1]!.close();
    expect(states.at(-1)).toBe("gone");
  });

  it("tries again at once when asked to, and only where it is lost", () => {
    live.retry();
    expect(sockets).toHaveLength(1);
    sockets[0]!.close();
    live.retry();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(2);
  });

  it("passes on only what answers the newest request", () => {
    sockets[0]!.succeed();
    const old = live.ask("a", {});
    const id = live.ask("a", {});
    for (const one of [old, id]) {
      sockets[0]!.onmessage?.({ data: JSON.stringify({ kind: "progress", id: one, slot: "a", share: 0.5 }) });
    }
    expect(messages.map((message) => message.id)).toEqual([id]);
  });

  it("tells of an answer that it cannot read, and stays open", () => {
    sockets[0]!.succeed();
    sockets[0]!.onmessage?.({ data: new ArrayBuffer(2) });
    sockets[0]!.onmessage?.({ data: "no JSON" });
    expect(faults).toHaveLength(2);
    expect(states.at(-1)).toBe("open");
  });

  it("stays closed once it was closed", () => {
    live.close();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});
