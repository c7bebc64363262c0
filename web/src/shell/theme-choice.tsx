import { chooseTheme, THEMES, type Theme, theme } from "./theme";

const THEME_NAMES: Record<Theme, string> = { system: "System colours", light: "Light", dark: "Dark" };

/** The choice of light, dark, or as the system has it. */
export function ThemeChoice() {
  return (
    <label class="theme-choice">
      <span class="only-read">Colours</span>
      <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {THEME_NAMES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
