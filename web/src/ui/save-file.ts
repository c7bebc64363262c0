/** Offer bytes or text made in the page as a file to save. */
export function saveFile(name: string, contents: Blob | string, type = "text/plain"): void {
  const blob = typeof contents === "string" ? new Blob([contents], { type }) : contents;
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
