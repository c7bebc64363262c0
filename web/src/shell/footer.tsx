import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { About } from "../api/types";

/** The foot of the page: what this is not, and its version. */
export function Footer() {
  const [version, setVersion] = useState("");
  useEffect(() => {
    get<About>("about").then(
      (about) => setVersion(about.version),
      () => setVersion(""),
    );
  }, []);
  return (
    <footer class="footer no-print">
      <p>A model for study and teaching. Not a medical device; no treatment advice.</p>
      <p class="soft">
        {version && `photomend ${version}. `}Everything stays on this machine. <a href="licences.md">Licences</a>
      </p>
    </footer>
  );
}
