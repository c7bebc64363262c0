// Takes the two files of LiteRT that find a face in a tab, as published: node take-litert.mjs
// Whatever has another SHA-256 than photomend/data/tryon/litert/source.json names is refused; a new version is a new
// version, package and hashes in that file.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../photomend/data/tryon/litert/", import.meta.url));
const source = JSON.parse(readFileSync(join(folder, "source.json"), "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "litert-"));
try {
  const package_ = `${source.package}@${source.version}`;
  execFileSync("npm", ["pack", package_, "--silent", "--pack-destination", scratch], { stdio: ["ignore", "ignore", 2] });
  execFileSync("tar", ["-xzf", archiveIn(scratch), "-C", scratch]);
  for (const [name, known] of Object.entries(source.sha256)) take(join(scratch, "package", "wasm", name), name, known);
} finally {
  rmSync(scratch, { recursive: true });
}

function archiveIn(place) {
  return join(place, `${source.package.replace("@", "").replace("/", "-")}-${source.version}.tgz`);
}

function take(path, name, known) {
  const contents = readFileSync(path);
  const found = createHash("sha256").update(contents).digest("hex");
  if (found !== known) throw new Error(`${name} has the SHA-256 ${found}, not the recorded ${known}`);
  writeFileSync(join(folder, name), contents);
  console.log(`${name}: ${contents.length} bytes, as recorded`);
}
