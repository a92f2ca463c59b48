export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly isOurs: boolean;
}

export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 720;
const LABELS = 230;
const FIGURES = 70;
const ROW = 24;
const TITLE = 40;

const STYLE = `text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600}
.bar{fill:#9aa5b1}.ours{fill:#1f6feb}.page{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#ddd}.bar{fill:#6b7683}.ours{fill:#58a6ff}.page{fill:#0d1117}}`;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function toRow({ label, value, isOurs }: Bar, y: number, largest: number): string {
  const width = Math.max(1, (value / largest) * (WIDTH - LABELS - FIGURES));
  const text = y + ROW / 2 + 4;
  return [
    `<text x="${LABELS - 8}" y="${text}" text-anchor="end">${escape(label)}</text>`,
    `<rect class="bar${isOurs ? ' ours' : ''}" x="${LABELS}" y="${y + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" rx="2"/>`,
    `<text x="${(LABELS + width + 6).toFixed(1)}" y="${text}">${value.toFixed(1)}</text>`,
  ].join('\n');
}

/** Panels of horizontal bars, one under the other, each with a scale of its own. */
export function toChart(panels: readonly Panel[]): string {
  const parts: string[] = [];
  let y = 0;
  for (const { title, bars } of panels) {
    const largest = Math.max(...bars.map(({ value }) => value));
    parts.push(`<text class="title" x="8" y="${y + TITLE - 14}">${escape(title)}</text>`);
    y += TITLE;
    for (const bar of bars) {
      parts.push(toRow(bar, y, largest));
      y += ROW;
    }
  }
  const height = y + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<style>${STYLE}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
${parts.join('\n')}
</svg>
`;
}
