import { cpSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { makeTempDir } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';
import { finalizedRun } from '../rig/runs.ts';
import { ATTACKS } from './hostile-runs.ts';

interface Place {
  readonly root: string;
  readonly runsDir: string;
  readonly outside: string;
  readonly soundId: string;
}

/** A runs directory with a run that is as it should be, beside a folder that nobody may touch. */
async function makePlace(): Promise<Place> {
  const root = makeTempDir('place');
  const runsDir = join(root, 'runs');
  const outside = join(root, 'outside');
  const run = await finalizedRun({ files: { 'a.py': '1' } });
  cpSync(dirname(run.runDir), runsDir, { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'for nobody else');
  return { root, runsDir, outside, soundId: run.id };
}

/** Everything about a folder that a command could change. */
function snapshot(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const lines = names.map((name) => {
    const path = join(folder, name);
    const status = lstatSync(path);
    return `${name} ${status.mode} ${status.isFile() ? readFileSync(path, 'latin1') : ''}`;
  });
  return lines.join('\n');
}

/** Commands that look at all runs, then ones that change them. */
const COMMANDS: readonly (readonly string[])[] = [
  ['list', '--all'],
  ['list', '--json'],
  ['list', '-w', 'config.a == 1 or tag == "x"'],
  ['verify'],
  ['verify', '--json'],
  ['board', '--csv', '--no-config'],
  ['board', '--html', '--no-config'],
  ['show', '2'],
  ['show', '--json', '1'],
  ['logs', '1'],
  ['recover'],
  ['label', '--all', '-y', '--set', 'mine'],
  ['tag', '--all', '-y', '--add', 'mine'],
  ['copy', '--all', '-y', '--to', '../copies'],
  ['util', 'purge-run-files', '--all', '-y', '-f', 'secret'],
  ['archive', '--all', '-y', '-n', 'old'],
  ['restore', '--all', '-y', '-A', 'old'],
  ['delete', '--all', '-y'],
  ['purge', '--all', '-y'],
];

/** What a terminal would act on. Line breaks are ours. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** A command has this long, and this much memory. */
const LIMIT_SECONDS = process.env['GAGE_THOROUGH'] === '1' ? 300 : 60;
const HEAP_MEGABYTES = 700;

function checkCommand(place: Place, args: readonly string[], what: string): void {
  const before = snapshot(place.outside);
  const { status, stdout, stderr } = runProgram(place.runsDir, ['--runs', place.runsDir, ...args], {
    env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}` },
    timeoutSeconds: LIMIT_SECONDS,
  });
  const said = `gage ${args.join(' ')} with ${what}:\n${stderr.slice(0, 2000)}`;
  expect(status, said).not.toBeNull();
  expect(stderr, said).not.toMatch(/unexpected error|at .*\.js:\d+/);
  // A table for other programs has what is there.
  const shown = args.some((arg) => arg === '--csv' || arg === '--html') ? stderr : stdout + stderr;
  expect(CONTROL.test(shown), said).toBe(false);
  expect(snapshot(place.outside), said).toBe(before);
  expect(
    readdirSync(place.root)
      .filter((name) => name !== 'copies')
      .sort(),
    said,
  ).toEqual(['outside', 'runs']);
}

describe('a run of a stranger', () => {
  test.each(Object.entries(ATTACKS))(
    '%s: is listed or told of, and hides no other',
    async (_what, attack) => {
      const place = await makePlace();
      attack(place.runsDir, '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0', place.outside);
      const { runs, problems } = listRuns(place.runsDir);
      expect(runs.map(({ run }) => basename(run.runDir))).toContain(place.soundId);
      expect(runs.length + problems.length).toBe(2);
      for (const run of runs)
        expect([run.config, run.summary, run.attributes, run.label]).toBeDefined();
      expect(Object.prototype).not.toHaveProperty('polluted');
    },
  );

  test('harms no command, whatever it is', async () => {
    const place = await makePlace();
    Object.values(ATTACKS).forEach((attack, index) => {
      attack(
        place.runsDir,
        `0f1e2d3c-4b5a-4978-8695-${String(index).padStart(12, '0')}`,
        place.outside,
      );
    });
    for (const args of COMMANDS) checkCommand(place, args, 'all of them');
  }, 900_000);
});
