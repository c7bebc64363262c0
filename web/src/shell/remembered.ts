// Small choices kept in this browser only. Works without storage too (private windows), then forgets on reload.

/** Return the text kept under a name, or null. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`photomend.${name}`);
  } catch {
    return null;
  }
}

/** Keep a text under a name; null forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`photomend.${name}`);
    else localStorage.setItem(`photomend.${name}`, value);
  } catch {
    // Storage is refused: the choice holds until the page is closed.
  }
}
