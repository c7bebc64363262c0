import { describe, expect, it } from "vitest";
import page from "../../../docs/claims.md?raw";
import { labLinks, runsOf } from "./lab-links";

const SIMULATE = "photomend simulate --device fraxel-restore --set numerics.photons=12800 --set skin.phototype=VI";
const COMPARE = "photomend compare fraxel-restore co2-10600 --set numerics.cell_um=10";

describe("the treatments of a command", () => {
  it("are its laser and what is set, without how finely it is computed", () => {
    expect(runsOf(SIMULATE)).toEqual([{ device: "fraxel-restore", set: { "skin.phototype": "VI" } }]);
  });

  it("are all lasers of a comparison, each once over all steps", () => {
    const runs = runsOf(`${COMPARE} && photomend simulate --device fraxel-restore`);
    expect(runs.map(({ device }) => device)).toEqual(["fraxel-restore", "co2-10600"]);
  });

  it("are none where nothing is simulated", () => {
    expect(runsOf("photomend devices && photomend claims")).toEqual([]);
    expect(runsOf("")).toEqual([]);
  });
});

describe("links to the laboratory", () => {
  it("carry laser and setting", () => {
    expect(labLinks(SIMULATE)).toEqual([
      {
        title: "fraxel-restore, skin type VI",
        address: "#/lab?handpiece.device=fraxel-restore&skin.phototype=VI",
      },
    ]);
  });

  it("set two treatments side by side", () => {
    const [link, ...others] = labLinks(COMPARE, (name) => name.toUpperCase());
    expect(others).toEqual([]);
    expect(link?.title).toBe("FRAXEL-RESTORE beside CO2-10600");
    expect(link?.address).toBe("#/lab?handpiece.device=fraxel-restore&b.handpiece.device=co2-10600");
  });

  it("show each of more than two by itself", () => {
    expect(labLinks("photomend compare a b c").map(({ title }) => title)).toEqual(["a", "b", "c"]);
  });

  it("are there for every command of the checked claims that simulates", () => {
    const commands = page.split("\n").filter((line) => /^photomend (simulate|compare)/.test(line));
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) expect(labLinks(command).length).toBeGreaterThan(0);
  });
});
