export interface Curve {
  readonly title: string;
  /** The values at equal distances in time. */
  readonly values: readonly number[];
}

const WIDTH = 720;
const HEIGHT = 90;
const TITLE = 36;
const LEFT = 60;
const RIGHT = 12;

const STYLE = `text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600}
.curve{fill:none;stroke:#1f6feb;stroke-width:1.5}.axis{stroke:#9aa5b1}.page{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#ddd}.curve{stroke:#58a6ff}.axis{stroke:#6b7683}.page{fill:#0d1117}}`;

function toPanel({ title, values }: Curve, top: number): string {
  const largest = Math.max(...values, 1);
  const bottom = top + TITLE + HEIGHT;
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, values.length - 1);
  const points = values
    .map((value, index) => {
      const x = LEFT + index * step;
      const y = bottom - (value / largest) * HEIGHT;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  return [
    `<text class="title" x="8" y="${top + TITLE - 14}">${title}</text>`,
    `<text x="${LEFT - 8}" y="${top + TITLE + 5}" text-anchor="end">${Math.round(largest)}</text>`,
    `<text x="${LEFT - 8}" y="${bottom + 4}" text-anchor="end">0</text>`,
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}"/>`,
    `<polyline class="curve" points="${points}"/>`,
  ].join('\n');
}

/** Curves over one common time, one under the other. Each has its own scale, which starts at 0. */
export function toLineChart(curves: readonly Curve[], time: string): string {
  const panel = TITLE + HEIGHT;
  const panels = curves.map((curve, index) => toPanel(curve, index * panel));
  const height = curves.length * panel + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<style>${STYLE}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
${panels.join('\n')}
<text x="${WIDTH - RIGHT}" y="${height - 10}" text-anchor="end">${time}</text>
</svg>
`;
}
