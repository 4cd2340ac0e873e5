import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatLogTime, loggedExitCode, openRunnerLog } from '../../src/run/runner-log.ts';
import { Run } from '../../src/run/run.ts';
import type { RunEvent } from '../../src/events.ts';
import { makeTempDir, readText } from '../rig/folders.ts';

const MODULE = join(import.meta.dirname, '..', '..', 'src', 'run', 'runner-log.ts');

/** The text for a moment in a time zone, from a process that lives there. */
function logTimeIn(timeZone: string, moments: readonly string[]): string[] {
  const script = `
    import { build } from 'esbuild';
    const { outputFiles } = await build({ entryPoints: [${JSON.stringify(MODULE)}], bundle: true, platform: 'node', format: 'esm', write: false });
    const code = 'data:text/javascript;base64,' + Buffer.from(outputFiles[0].text).toString('base64');
    const { formatLogTime } = await import(code);
    console.log(JSON.stringify(${JSON.stringify(moments)}.map((moment) => formatLogTime(new Date(moment)))));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TZ: timeZone },
    cwd: join(import.meta.dirname, '..', '..'),
  });
  return JSON.parse(output.toString()) as string[];
}

test.each([
  ['UTC', ['2024-05-01T15:14:56+0000', '2024-01-01T00:00:00+0000']],
  ['America/Chicago', ['2024-05-01T10:14:56-0500', '2023-12-31T18:00:00-0600']],
  ['Asia/Kathmandu', ['2024-05-01T20:59:56+0545', '2024-01-01T05:45:00+0545']],
  ['America/St_Johns', ['2024-05-01T12:44:56-0230', '2023-12-31T20:30:00-0330']],
  ['Pacific/Kiritimati', ['2024-05-02T05:14:56+1400', '2024-01-01T14:00:00+1400']],
])('times in %s are local, with the offset', (timeZone, texts) => {
  expect(logTimeIn(timeZone, ['2024-05-01T15:14:56.999Z', '2024-01-01T00:00:00Z'])).toEqual(texts);
});

/** A run of which there is only the folder for metadata. */
function emptyRun(): Run {
  const run = new Run('abc', join(makeTempDir(), 'abc'));
  mkdirSync(run.metaDir);
  return run;
}

test('lines are added with the time, and sent', () => {
  const run = emptyRun();
  const events: RunEvent[] = [];
  const log = openRunnerLog(run, (event) => events.push(event));
  log.log('Copying');
  log.writeMeta('proc/exit', 'proc/exit', '0');
  expect(readText(run.metaDir, 'log', 'runner')).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d{4} Copying\n\S+ Writing meta proc\/exit\n$/,
  );
  expect(readText(run.metaDir, 'proc', 'exit')).toBe('0');
  expect(events).toEqual([
    { type: 'log', run, message: 'Copying' },
    { type: 'log', run, message: 'Writing meta proc/exit' },
  ]);
});

test('of a run that was removed nothing is made anew', () => {
  const run = emptyRun();
  const messages: string[] = [];
  const log = openRunnerLog(run, (event) => {
    if (event.type === 'log') messages.push(event.message);
  });
  rmSync(run.metaDir, { recursive: true });
  log.log('Copying');
  expect(() => {
    log.writeMeta('proc/exit', 'proc/exit', '0');
  }).toThrow(`removed or moved while its command ran: ${run.metaDir} is gone`);
  expect(existsSync(run.metaDir)).toBe(false);
  expect(messages).toEqual(['Copying']);
});

test('a listener that throws is noted and not called again', () => {
  const run = emptyRun();
  let calls = 0;
  const log = openRunnerLog(run, () => {
    calls++;
    throw new Error('listener failed');
  });
  log.log('one');
  log.log('two');
  expect(calls).toBe(1);
  expect(readText(run.metaDir, 'log', 'runner').replaceAll(/^\S+ /gm, '')).toBe(
    'one\nerror in listener (will be removed): Error: listener failed\ntwo\n',
  );
});

describe('the exit code told by a log', () => {
  const at = '2024-05-01T10:14:56-0500';
  test.each([
    ['the last one', `${at} Exit code for run: 1\n${at} Exit code for run: -15\n`, -15],
    ['of the phase asked for', `${at} Exit code for finalize: 3\n`, undefined],
    ['none yet', `${at} Starting run (see output/40_run): true\n`, undefined],
    ['a cut-off line', `${at} Exit code for run`, undefined],
    [
      'a line of the command is none',
      `${at} Starting run (see output/40_run): true\necho Exit code for run: 0\n`,
      undefined,
    ],
  ])('%s', (_title, text, code) => {
    expect(loggedExitCode(text, 'run')).toBe(code);
  });
});

test('the offset has no colon', () => {
  expect(formatLogTime(new Date(0))).toMatch(/^19(?:69|70)-\d\d-\d\dT\d\d:\d\d:00[-+]\d{4}$/);
});
