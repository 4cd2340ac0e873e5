import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeZip } from '../../src/platform/zip-writer.ts';

/** What a run that is written here differs in from the others. */
export interface WrittenRun {
  readonly id?: string;
  /** Seconds since the epoch. */
  readonly started?: number;
  readonly operation?: string;
  readonly exitCode?: string;
  readonly config?: string;
  readonly summary?: string;
  /** Other members, by name. */
  readonly members?: Readonly<Record<string, string>>;
}

/** Writes a finalized run as another program might: its directory and its zip, nothing else. @returns its id. */
export function writeFinalizedRun(runsDir: string, written: WrittenRun = {}): string {
  const { id = randomUUID(), started = 1_760_000_000 } = written;
  mkdirSync(join(runsDir, id), { recursive: true });
  const members: Record<string, string> = {
    __schema__: '1',
    'config.json': written.config ?? '{"lr": 0.1, "opt": "adam"}',
    id,
    initialized: `${started - 2}000000`,
    opref: `2 project ${written.operation ?? 'train'}`,
    'proc/exit': written.exitCode ?? '0',
    staged: `${started - 1}000000`,
    started: `${started}000000`,
    stopped: `${started + 5}000000`,
    'summary.json': written.summary ?? '{"metrics": {"acc": 0.5}}',
    ...written.members,
  };
  writeZip(
    join(runsDir, `${id}.meta.zip`),
    Object.entries(members).map(([name, text]) => ({
      name,
      isDirectory: false,
      mode: 0o444,
      modifiedAt: started * 1000,
      source: { bytes: Buffer.from(text) },
    })),
  );
  return id;
}

/** Writes so many runs, each with its own time and values. @returns their ids, the oldest first. */
export function writeFinalizedRuns(runsDir: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    writeFinalizedRun(runsDir, {
      started: 1_760_000_000 + index * 60,
      operation: index % 3 === 0 ? 'test' : 'train',
      exitCode: index % 7 === 0 ? '1' : '0',
      config: `{"lr": ${index}.5, "opt": "${index % 2 === 0 ? 'adam' : 'sgd'}", "n": ${index}}`,
      summary: `{"metrics": {"acc": ${index / count}, "whole": 1.0}, "run": {"label": "own ${index}"}}`,
    }),
  );
}

/** Adds what people say of a run, as another program would. */
export function writeAttributes(runsDir: string, id: string, set: object, name = 'a'): void {
  const folder = join(runsDir, `${id}.user`);
  mkdirSync(folder, { recursive: true });
  const entry = JSON.stringify({ author: 'kim', set, delete: [] });
  writeFileSync(join(folder, `${name}.json`), entry);
}

/** Moves a run, as another program would. `at` orders moves: a single digit. */
export function writeMove(runsDir: string, id: string, container: string, at = 1): void {
  const folder = join(runsDir, `${id}.move`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `018f34b9-15fb-4000-8000-00000000000${at}-${container}`), '');
}

/** Until times of change of what was written are believed: the clock of the file system has to go on for so long. */
export async function timesAreBelieved(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 120));
}
