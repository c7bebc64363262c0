// A chart on the page: heading, picture, legend, sentence, and the table that says the same.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Disclosure, KindBadge, Table, unbroken } from "../ui";
import type { Chart, ChartTable, LegendEntry, Panel } from "./chart";

/** A chart with all that belongs to it; `children` stand below the picture: a slider of time. */
export function ChartView({ chart, children }: { chart: Chart; children?: preact.ComponentChildren }) {
  const id = useId();
  const several = chart.panels.length > 1;
  return (
    <section class={`charts-chart${several ? " charts-wide" : ""}`} aria-labelledby={id} data-chart={chart.key}>
      <h3 id={id}>
        {chart.title} <KindBadge kind={chart.kind} />
      </h3>
      {chart.legend.length > 0 && <Legend entries={chart.legend} />}
      <div class={several ? "charts-panels" : undefined}>
        {chart.panels.map((panel) => (
          <PanelView key={panel.title ?? chart.key} panel={panel} height={chart.height} />
        ))}
      </div>
      {children}
      <p class="small charts-sentence">{unbroken(chart.sentence)}</p>
      <Disclosure title="As a table">
        {chart.tables.map((table) => (
          <TableView key={table.caption} table={table} />
        ))}
      </Disclosure>
      {chart.notes && chart.notes.length > 0 && (
        <Disclosure title="What this leaves open">
          <ul class="small">
            {chart.notes.map((note) => (
              <li key={note}>{unbroken(note)}</li>
            ))}
          </ul>
        </Disclosure>
      )}
    </section>
  );
}

function PanelView({ panel, height }: { panel: Panel; height: number }) {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    if (host.current) watch.observe(host.current);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (width > 0) host.current?.replaceChildren(panel.draw(width, height));
  }, [panel, width, height]);
  return (
    <div class="charts-panel">
      {panel.title && <h4 class="small">{panel.title}</h4>}
      <div ref={host} style={{ minHeight: `${height}px` }} />
    </div>
  );
}

function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul class="charts-legend">
      {entries.map((entry) => (
        <li key={entry.label}>
          <Sample {...entry} /> {entry.label}
        </li>
      ))}
    </ul>
  );
}

function Sample({ colour, dash, width, rings, area }: LegendEntry) {
  return (
    <svg width="34" height="12" viewBox="0 0 34 12" aria-hidden="true">
      {area ? (
        <rect x="1" y="1" width="32" height="10" fill={colour} fill-opacity="0.18" />
      ) : (
        <line
          x1="1"
          x2="33"
          y1="6"
          y2="6"
          stroke={colour}
          stroke-width={width ?? 2}
          stroke-dasharray={dash || undefined}
        />
      )}
      {rings && <circle cx="17" cy="6" r="3" fill="var(--paper)" stroke={colour} stroke-width="1.4" />}
    </svg>
  );
}

function TableView({ table }: { table: ChartTable }) {
  return (
    <Table
      caption={table.caption}
      columns={table.columns.map((title, at) => ({
        title,
        head: at === 0,
        number: at > 0,
        cell: (row: readonly string[]) => row[at] ?? "",
      }))}
      rows={table.rows}
      keyOf={(row, at) => `${row[0]}-${at}`}
    />
  );
}
