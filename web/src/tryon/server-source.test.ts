import { describe, expect, it } from "vitest";
import { isHere } from "./server-source";

describe("a photo goes to the server", () => {
  it("only where that is this computer", () => {
    for (const name of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) expect(isHere(name)).toBe(true);
    for (const name of ["photomend.example", "192.168.0.7", "localhost.example", "127.0.0.1.example"]) {
      expect(isHere(name)).toBe(false);
    }
  });
});
