import { asking, mayOpen, role } from "./audience";
import { home, link, VIEW_NAMES, VIEW_TITLES, type ViewName } from "./route";
import { ThemeChoice } from "./theme-choice";

const ROLE_NAMES = { person: "person", clinician: "clinician", researcher: "researcher" };

/** The head of the page: its name, the views, who is looking, light or dark. */
export function Header({ view }: { view: ViewName }) {
  const who = role.value;
  return (
    <header class="header no-print">
      <a class="brand" href={link(home(who))}>
        photo<b>mend</b>
      </a>
      <nav aria-label="Views">
        {VIEW_NAMES.filter((name) => mayOpen(who, name)).map((name) => (
          <a key={name} href={link(name)} aria-current={name === view ? "page" : undefined}>
            {VIEW_TITLES[name]}
          </a>
        ))}
      </nav>
      <div class="header-end">
        <button type="button" class="button quiet" onClick={() => (asking.value = true)}>
          {who ? `Shown for: ${ROLE_NAMES[who]}` : "Who is looking?"}
        </button>
        <ThemeChoice />
      </div>
    </header>
  );
}
