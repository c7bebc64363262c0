// How a picture in three dimensions is turned: what its keys do, and the buttons that stand for them.
export const TURNING_KEYS =
  "Arrow keys turn and tilt, plus and minus zoom, shift with arrows moves the picture, 0 resets.";

/** The key, the sign on its button, and what it does. */
export const TURNS = [
  ["ArrowLeft", "←", "Turn left"],
  ["ArrowRight", "→", "Turn right"],
  ["ArrowUp", "↑", "Look from higher up"],
  ["ArrowDown", "↓", "Look from lower down"],
  ["+", "+", "Nearer"],
  ["-", "−", "Farther"],
] as const;
