// The page of an export: the try-on alone, from files beside it, for one reader, a person. It asks no server for anything.
import { render } from "preact";
import { sentenceOf } from "../api/client";
import { applyTheme } from "../shell/theme";
import { ThemeChoice } from "../shell/theme-choice";
import { Guard, Notice } from "../ui";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/parts.css";
import "../shell/shell.css";
import type { Source } from "./source";
import { staticSource } from "./static-source";
import { TryOnView } from "./view";

const page = document.getElementById("page")!;

applyTheme();
staticSource().then(
  (source) => {
    // For tests in a browser: what the page asks.
    if (new URLSearchParams(location.search).has("test")) Object.assign(page, { source });
    show(<Alone source={source} />);
  },
  (fault: unknown) => show(<Absent sentence={sentenceOf(fault)} />),
);

function show(content: preact.JSX.Element): void {
  page.replaceChildren();
  render(content, page);
}

function Alone({ source }: { source: Source }) {
  return (
    <>
      <header class="header no-print">
        <span class="brand">
          photo<b>mend</b>
        </span>
        <div class="header-end">
          <ThemeChoice />
        </div>
      </header>
      <main id="content">
        <Guard instead={<Absent sentence="This page failed; load it anew." />}>
          <TryOnView source={source} audience="person" />
        </Guard>
      </main>
      <footer class="footer no-print">
        <p>A model for study and teaching. Not a medical device; no treatment advice.</p>
        <p class="soft">
          {source.privacy} <a href="licences.md">Licences</a>
        </p>
      </footer>
    </>
  );
}

function Absent({ sentence }: { sentence: string }) {
  return (
    <main id="content">
      <div class="page">
        <Notice kind="error" title="The try-on cannot be shown">
          {sentence}
        </Notice>
      </div>
    </main>
  );
}
