import type { Told } from "../api/people";
import { unbroken } from "../ui";
import { Evidence } from "../ui/evidence";

/** Statements, each with the mark of what it rests on. */
export function ToldLines({ lines, sign }: { lines: readonly (Told & { grade?: string })[]; sign?: string }) {
  return (
    <ul class={sign ? "planner-signed" : "planner-lines"}>
      {lines.map((line) => (
        <li key={line.text}>
          {sign && (
            <span class="planner-sign" aria-hidden="true">
              {sign}
            </span>
          )}
          <ToldLine line={line} />
        </li>
      ))}
    </ul>
  );
}

/** One statement with its mark. */
export function ToldLine({ line }: { line: Told & { grade?: string } }) {
  return (
    <span>
      {unbroken(line.text)}{" "}
      <Evidence kind={line.kind} sources={line.sources} {...(line.grade ? { grade: line.grade } : {})} />
    </span>
  );
}
