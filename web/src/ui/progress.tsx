export interface ProgressProps {
  label: string;
  /** From 0 to 1; null while it is not known. */
  share: number | null;
  /** Keep the label for readers of the screen only. */
  quiet?: boolean;
}

/** How far a computation has come. */
export function ProgressBar({ label, share, quiet }: ProgressProps) {
  return (
    <div class="progress">
      {!quiet && <span>{label}</span>}
      <progress aria-label={label} max={1} value={share ?? undefined} />
    </div>
  );
}
