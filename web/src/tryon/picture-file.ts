// The picture to be saved: what is seen, with a word across it and at its edge, so that nobody takes it for a photograph
// of a result.

const FONT = "system-ui, sans-serif";
const GROUND = "#f6f5f2";

/** What is written on it, in device pixels. */
export interface Words {
  watermark: string;
  /** Label, and from where to where of the width. */
  labels: readonly { label: string; from: number; to: number }[];
}

/** Return a drawing of the canvas with its words; call it in the task that drew the canvas. */
export function framed(canvas: HTMLCanvasElement, words: Words): HTMLCanvasElement {
  const { width, height } = canvas;
  const size = Math.max(11, Math.round(0.026 * Math.min(width, 1.6 * height)));
  const band = Math.round(3.6 * size); // labels, and the word below them
  const found = document.createElement("canvas");
  found.width = width;
  found.height = height + band;
  const pen = found.getContext("2d");
  if (!pen) throw new Error("This browser saves no pictures.");
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, width, height + band);
  pen.drawImage(canvas, 0, 0);
  across(pen, words.watermark, width, height);
  edge(pen, words, { size, top: height, band, width });
  return found;
}

/** Return a drawing as PNG. */
export function pngOf(drawing: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    drawing.toBlob((blob) => {
      drawing.width = 0; // its pixels go at once
      if (blob) resolve(blob);
      else reject(new Error("The picture could not be made."));
    }, "image/png");
  });
}

/** The word in rows along the diagonal, light with a dark edge: seen on any skin, and the skin is seen through it. */
function across(pen: CanvasRenderingContext2D, word: string, width: number, height: number): void {
  const size = Math.max(16, Math.round(0.075 * Math.hypot(width, height)));
  const angle = -Math.atan2(height, width);
  pen.save();
  pen.translate(0.5 * width, 0.5 * height);
  pen.rotate(angle);
  pen.font = `600 ${size}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.globalAlpha = 0.3;
  for (const row of [-3.2, 0, 3.2]) {
    pen.strokeStyle = "#000000";
    pen.lineWidth = Math.max(1, 0.05 * size);
    pen.strokeText(word, 0, row * size);
    pen.fillStyle = "#ffffff";
    pen.fillText(word, 0, row * size);
  }
  pen.restore();
}

function edge(
  pen: CanvasRenderingContext2D,
  { watermark, labels }: Words,
  { size, top, band, width }: Readonly<Record<"size" | "top" | "band" | "width", number>>,
): void {
  pen.textBaseline = "middle";
  pen.fillStyle = "#1d1c1a";
  pen.font = `${size}px ${FONT}`;
  for (const { label, from, to } of labels)
    pen.fillText(label, from + 0.5 * size, top + 0.3 * band, Math.max(1, to - from - size));
  pen.font = `600 ${size}px ${FONT}`;
  pen.fillText(watermark, 0.5 * size, top + 0.72 * band, width - size);
}
