import { render } from "preact";
import { App } from "./app";
import { applyTheme } from "./shell/theme";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/parts.css";
import "./shell/shell.css";

applyTheme();
render(<App />, document.getElementById("page")!);
