import { describe, expect, it } from "vitest";
import { asRole, mayOpen } from "./audience";
import { home, labLink, link, parseRoute } from "./route";

describe("an address", () => {
  it("names a view, a path and values, and comes back from its link", () => {
    const address = link("guide", ["claims", "depth & width"], { "handpiece.device": "affirm-1440" });
    expect(parseRoute(address)).toEqual({
      view: "guide",
      path: ["claims", "depth & width"],
      values: { "handpiece.device": "affirm-1440" },
    });
  });

  it("is none where it names no view", () => {
    expect(parseRoute("")).toBeNull();
    expect(parseRoute("#content")).toBeNull();
    expect(parseRoute("#/settings")).toBeNull();
  });

  it("carries a treatment to the laboratory", () => {
    const route = parseRoute(labLink({ "handpiece.device": "fraxel-restore", "settings.passes": 4 }));
    expect(route?.view).toBe("lab");
    expect(route?.values["settings.passes"]).toBe("4");
  });
});

describe("who is looking", () => {
  it("decides what may be opened: a person no settings", () => {
    expect(mayOpen("person", "lab")).toBe(false);
    for (const view of ["tryon", "guide", "planner", "cases"] as const) expect(mayOpen("person", view)).toBe(true);
    expect(mayOpen("clinician", "lab") && mayOpen("researcher", "cases")).toBe(true);
  });

  it("has not said so yet: as a person", () => {
    expect(mayOpen(null, "lab")).toBe(false);
    expect(home(null)).toBe("guide");
    expect(home("person")).toBe("tryon");
    expect(home("clinician")).toBe("lab");
  });

  it("is read from what was remembered, or not at all", () => {
    expect(asRole("clinician")).toBe("clinician");
    expect(asRole("owner")).toBeNull();
    expect(asRole(null)).toBeNull();
  });
});
