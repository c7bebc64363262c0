// The page: a header, one view at a time, a footer. Views are loaded when they are first shown.
import { useEffect } from "preact/hooks";
import { mayOpen, role } from "./shell/audience";
import { Welcome } from "./shell/audience-dialog";
import { Footer } from "./shell/footer";
import { Header } from "./shell/header";
import { lazyPart } from "./shell/lazy";
import { home, route, VIEW_TITLES, type ViewName } from "./shell/route";
import { Guard } from "./ui/guard";
import { Notice } from "./ui/notice";

const VIEWS = {
  lab: lazyPart(() => import("./lab")),
  planner: lazyPart(() => import("./planner")),
  guide: lazyPart(() => import("./guide")),
  cases: lazyPart(() => import("./cases")),
  tryon: lazyPart(() => import("./tryon")),
} satisfies Record<ViewName, unknown>;

export function App() {
  const wanted = route.value.view;
  const view = mayOpen(role.value, wanted) ? wanted : home(role.value);
  const View = VIEWS[view];
  useEffect(() => {
    document.title = `${VIEW_TITLES[view]} – photomend`;
  }, [view]);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link is an anchor; the address after # belongs to the views */}
      <a class="skip-link" href="#content" onClick={focusContent}>
        Skip to the content
      </a>
      <Header view={view} />
      <main id="content" tabIndex={-1}>
        <Guard key={view} instead={<Failed />}>
          <View />
        </Guard>
      </main>
      <Footer />
      <Welcome />
    </>
  );
}

function Failed() {
  return (
    <div class="page">
      <Notice kind="error" title="This view failed">
        Load the page anew; where that does not help, the browser’s console says why.
      </Notice>
    </div>
  );
}

function focusContent(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
