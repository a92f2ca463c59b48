import { describeEnvironment } from '../report/environment.ts';
import { toLineChart } from '../report/line-chart.ts';
import { toTable } from '../report/table.ts';
import type { Sample } from './gateway-process.ts';

export interface Soak {
  readonly minutes: number;
  readonly isAlive: boolean;
  /** A sample every few seconds, from the end of the warm-up to the end of the load. */
  readonly samples: readonly Sample[];
  /** What the gateway held before the load, and after all clients have left. */
  readonly before: Sample;
  readonly after: Sample;
  /** Sentences with a figure, by subject. */
  readonly facts: Readonly<Record<string, string>>;
}

const INTRODUCTION = `Written by \`npm run soak\`, which runs everything again. A gateway as in production serves readers, watchers of members, of users and of new rewards over WebSocket and SSE, jobs and webhooks, while attackers stall, flood and leave, sockets are cut at random moments, tokens live for a minute, and MX fails now and then or is away for a few seconds. Memory is read after a garbage collection. A quarter is the mean over a quarter of the run.`;

const FIGURES = {
  'heap in use, MB': (sample) => sample.heapMb,
  'memory (RSS), MB': (sample) => sample.rssMb,
  handles: (sample) => sample.handles,
  timers: (sample) => sample.timers,
  descriptors: (sample) => sample.descriptors,
} satisfies Record<string, (sample: Sample) => number>;

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The means of the four quarters of a run. */
function toQuarters(values: readonly number[]): readonly number[] {
  const size = values.length / 4;
  return [0, 1, 2, 3].map((quarter) =>
    mean(values.slice(Math.floor(quarter * size), Math.floor((quarter + 1) * size))),
  );
}

/** The report in Markdown, with the figures of each quarter of the run. */
export function toReport({ minutes, isAlive, samples, before, after, facts }: Soak): string {
  const held = Object.entries(FIGURES).map(([name, read]) => [
    name,
    ...[read(before), ...toQuarters(samples.map(read)), read(after)].map((value) =>
      value.toFixed(1),
    ),
  ]);
  const [date, machine] = describeEnvironment();
  return `${[
    '# Soak',
    INTRODUCTION,
    [date, machine, `Duration: ${minutes} minutes, Node ${process.versions.node}`]
      .map((line) => `- ${line}`)
      .join('\n'),
    `The process ${isAlive ? 'lives' : '**ended**'}.`,
    toTable(['the process holds', 'before', '1st quarter', '2nd', '3rd', '4th', 'after'], held),
    '![What the process holds](soak.svg)',
    toTable(
      ['over the whole run', ''],
      Object.entries(facts).map((fact) => [...fact]),
    ),
  ].join('\n\n')}\n`;
}

export function toSoakChart({ samples, minutes }: Soak): string {
  const curves = Object.entries(FIGURES).map(([title, read]) => ({
    title,
    values: samples.map(read),
  }));
  return toLineChart(curves, `${minutes} minutes`);
}
