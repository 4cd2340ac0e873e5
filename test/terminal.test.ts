import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTempDir } from './rig/folders.ts';
import { runProgram } from './rig/program.ts';
import { CTRL_C, CTRL_D, runAtTerminal } from './rig/pseudo-terminal.ts';

const GAGE_FILE = `
[quick]
exec = "true"
sourcecode = false

[ask]
exec = "read name; echo hello $name; read name; echo bye $name"
sourcecode = false

[wait]
exec = "echo ready; exec sleep 60"
sourcecode = false
`;

function makeProject(): string {
  const folder = makeTempDir('project');
  writeFileSync(join(folder, 'gage.toml'), GAGE_FILE);
  return folder;
}

function statuses(folder: string): string {
  return runProgram(folder, ['list', '-0']).stdout;
}

describe('a person at a terminal', () => {
  test('says yes to a run', () => {
    const folder = makeProject();
    const session = runAtTerminal(
      folder,
      ['run', 'quick'],
      [{ wait: 'Continue? (Y/n) ' }, { type: '\n' }],
    );
    expect(session.status).toBe(0);
    expect(session.screen).toContain('You are about to run quick\n\nContinue? (Y/n) \n');
    expect(statuses(folder)).toMatch(/quick +\| completed/);
  });

  test.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ])('leaves a question with %s, and nothing happens', (_key, typed) => {
    const folder = makeProject();
    runProgram(folder, ['run', '-y', 'quick']);
    const session = runAtTerminal(
      folder,
      ['delete', '1'],
      [{ wait: 'Continue? (Y/n) ' }, { type: typed }],
    );
    expect(session.status).toBe(1);
    expect(session.screen).toMatch(/\nAborted\.\n$/);
    expect(statuses(folder)).toMatch(/quick +\| completed/);
  });

  test('is asked again until the answer is one', () => {
    const folder = makeProject();
    runProgram(folder, ['run', '-y', 'quick']);
    const session = runAtTerminal(
      folder,
      ['rm', '1'],
      [
        { wait: '(Y/n) ' },
        { type: 'perhaps\n' },
        { wait: 'Please enter Y or N\nContinue? (Y/n) '.replace('\n', '\r\n') },
        { type: 'no\n' },
      ],
    );
    expect(session.status).toBe(0);
    expect(statuses(folder)).toMatch(/quick +\| completed/);
  });

  test('types ahead: what follows the answer is for the command', () => {
    const session = runAtTerminal(
      makeProject(),
      ['run', 'ask'],
      [{ wait: '(Y/n) ' }, { type: 'y\nann\nbob\n' }],
    );
    expect(session.status).toBe(0);
    expect(session.screen).toMatch(/hello ann\n(?:.*\n)*?.*bye bob\n/);
  });

  test('stages a run, and what is said of it does not follow the line of what goes on', () => {
    const session = runAtTerminal(makeProject(), ['run', 'quick', '--stage', '-y'], []);
    const [, before] = /^([^]*)Run "/.exec(session.output) ?? [];
    expect(before).toMatch(/\r\u001b\[K$/);
  });

  test('stops a run with Ctrl-C', () => {
    const folder = makeProject();
    const session = runAtTerminal(
      folder,
      ['run', '-y', 'wait'],
      [{ wait: 'ready' }, { type: CTRL_C }],
    );
    expect(session.status).toBe(130);
    expect(session.screen).toMatch(/Run stopped\n$/);
    expect(statuses(folder)).toMatch(/wait +\| terminated/);
  });

  test('closes the terminal: the run is stopped and finalized', () => {
    const folder = makeProject();
    const session = runAtTerminal(
      folder,
      ['run', '-y', 'wait'],
      [{ wait: 'ready' }, { close: true }],
    );
    expect(session.status).toBe(129);
    expect(statuses(folder)).toMatch(/wait +\| terminated/);
    const [run] = JSON.parse(runProgram(folder, ['list', '--json']).stdout) as [{ id: string }];
    expect(existsSync(join(folder, '.gage', 'runs', `${run.id}.meta.zip`))).toBe(true);
  });

  test('reads a long text in a pager, and a short one without', () => {
    const folder = makeProject();
    const pager = { PAGER: "sed 's/^/> /'" };
    expect(runAtTerminal(folder, ['help', 'exec'], [], pager).screen).toContain('> ╭──');
    runProgram(folder, ['run', '-y', 'quick']);
    const stop = runAtTerminal(folder, ['stop', '--all'], [], pager);
    expect(stop.screen).toBe('gage: Nothing selected\n');
  });
});
