import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';
import type { ProgramResult } from '../rig/program.ts';

const SLOW_DISK = join(import.meta.dirname, '..', 'fixtures', 'slow-disk.cjs');

/** Prints how many runs have ended before this one, as their zips tell. */
const COUNT = 'ls "$RUN_DIR"/../../.. | grep -c "zip$"';

/** Makes three trials, one after the other, where the disk is slow. */
function runTrials(
  operation: string,
  options: readonly string[] = [],
  {
    rows = [{}, {}, {}],
    slowMs = 100,
  }: { readonly rows?: readonly object[]; readonly slowMs?: number } = {},
): ProgramResult & { readonly events: readonly string[] } {
  const folder = makeTempDir();
  writeFiles(folder, {
    'gage.toml': operation,
    'rows.json': JSON.stringify(rows),
    'x.env': 'x=0\n',
  });
  if (operation.includes('[other]')) runProgram(folder, ['run', 'other', '-y']);
  const result = runProgram(folder, ['run', '-y', '--batch', 'rows.json', ...options], {
    env: { NODE_OPTIONS: `--require ${SLOW_DISK}`, SLOW_MS: String(slowMs) },
  });
  const batches = join(folder, '.gage', 'runs', '.batches');
  const ledger = join(batches, readdirSync(batches)[0] ?? '', 'ledger');
  const lines = readdirSync(ledger).flatMap((name) =>
    readFileSync(join(ledger, name), 'utf8').trimEnd().split('\n'),
  );
  const events = lines
    .map((line) => JSON.parse(line) as { readonly type: string; readonly trial?: number })
    .flatMap(({ type, trial }) => (trial === undefined ? [] : [`${type} ${trial}`]));
  return { ...result, events };
}

const AHEAD = ['started 1', 'started 2', 'ended 1', 'started 3', 'ended 2', 'ended 3'];
const IN_TURN = ['started 1', 'ended 1', 'started 2', 'ended 2', 'started 3', 'ended 3'];

test('the next trial is staged while one waits for the disk, and its command starts when that is over', () => {
  const { status, stdout, stderr, events } = runTrials(`[count]\nexec = '${COUNT}; true'\n`);
  expect(status, stderr).toBe(0);
  expect(events).toEqual(AHEAD);
  expect(stdout).toBe('0\n1\n2\n');
  // What is told of trials is told in their order.
  const told = [...stderr.matchAll(/\b([123])(?: of |\/)3\b/g)].map(([, trial]) => Number(trial));
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});

test.each([
  [
    'what it needs may be a run before it',
    `depends = { run-select = "other", files = ["seed.txt"] }`,
    [],
  ],
  ['staging it starts a command', `[op.exec]\nrun = "true"\nstage-runtime = "true"`, []],
  ['it is given a slot', `exec = "true"`, ['--slots', 'licence=1']],
])('a trial is staged when its turn comes where %s', (_, definition, options) => {
  const others = '[other]\nexec = "echo 1 > seed.txt"\n';
  const { status, stderr, events } = runTrials(
    `${others}[op]\ndefault = true\n${definition.includes('exec') ? '' : 'exec = "true"\n'}${definition}\n`,
    options,
  );
  expect(status, stderr).toBe(0);
  expect(events).toEqual(IN_TURN);
});

test('a trial that was staged ahead is not started after the last failure there may be', () => {
  const { status, events, stdout } = runTrials('[fail]\nexec = "echo started; false"\n', [
    '--fail-fast',
  ]);
  expect(status).toBe(1);
  expect(stdout).toBe('started\n');
  expect(events).toEqual(['started 1', 'started 2', 'ended 1']);
});

test('the time a trial may take does not begin before its command may be started', () => {
  const { status, stderr, events } = runTrials('[op]\nexec = "true"\n', ['--timeout', '1'], {
    slowMs: 1500,
  });
  expect(status, stderr).toBe(0);
  expect(stderr).not.toMatch(/time/);
  expect(events).toEqual(AHEAD);
});

test('a trial that is not needed is told of after the one before it', () => {
  const rows = [{ x: 1 }, { x: 1 }, { x: 2 }];
  const { status, stderr, events } = runTrials(
    '[op]\nexec = "true"\nconfig = "x.env"\nsourcecode = ["*.env"]\n',
    ['--needed'],
    { rows },
  );
  expect(status, stderr).toBe(0);
  expect(events).toEqual(['started 1', 'ended 1', 'skipped 2', 'started 3', 'ended 3']);
});
