import { describe, expect, test } from 'vitest';
import { findCommand } from '../../src/cli/command.ts';
import type { CommandSpec } from '../../src/cli/command.ts';
import { renderHelp } from '../../src/cli/help-text.ts';
import { plainText } from '../../src/cli/style.ts';
import type { Layout } from '../../src/cli/terminal.ts';
import { textWidth } from '../../src/cli/text-width.ts';
import { NORMAL, PLAIN } from '../rig/terminal.ts';
import { SAMPLE_PROGRAM } from '../rig/sample-program.ts';

const help = (name: string, layout: Layout): string => {
  const command: CommandSpec =
    name === 'gage' ? SAMPLE_PROGRAM : findCommand(SAMPLE_PROGRAM, name)!;
  const path = name === 'gage' ? name : `gage ${name}`;
  return renderHelp(command, path, layout).map(plainText).join('\n');
};

describe('in plain mode', () => {
  test('help of a command', () => {
    expect(help('ls', PLAIN)).toBe(
      `Usage: gage ls [options] [run]...

  List runs.

  Runs are listed from newest to oldest. Select some of them
  by position, by slice or by the start of their ID or name.

    gage list 1:5
    gage list kufab

Arguments:
  [run]...  Runs to list.

Options:
  -m, --more       Show more runs.
  -n, --limit max  Limit the list to this many runs. Default
                   is 20.
  -a, --all        Show all runs.
  -h, --help       Show this message and exit.`,
    );
  });

  test('help of the program lists the commands, one line each', () => {
    expect(help('gage', PLAIN)).toBe(
      `Usage: gage [options] command

  Turn any command into a run.

Options:
  --version      Print version information and exit.
  -C path        Start in this directory.
  --runs path    Runs directory.
  -v, --verbose  Say more.
  -h, --help     Show this message and exit.

Commands:
  archive         Archive runs.
  associate       Link a run to a project directory.
  copy            Copy runs to a directory or from one, a...
  help            Show help for a topic.
  list, ls, runs  List runs.`,
    );
  });

  test('help of a group calls its members commands', () => {
    expect(help('help', PLAIN)).toContain('Usage: gage help [options] topic');
    expect(help('help', PLAIN)).toContain('\nCommands:\n  filters  Filter expressions.');
  });

  test('exit statuses have a section', () => {
    expect(help('archive', PLAIN)).toContain('\n\nExit status:\n  5  nothing was archived');
  });

  test('a long name stands on a line of its own', () => {
    const command: CommandSpec = {
      name: 'x',
      summary: 'X.',
      options: [{ names: ['--a-very-long-name-of-an-option'], values: ['value'], help: 'Text.' }],
      load: async () => Promise.resolve({ execute: () => 0 }),
    };
    const lines = renderHelp(command, 'gage x', PLAIN).map(plainText);
    expect(lines).toContain('  --a-very-long-name-of-an-option value');
    expect(lines).toContain(`${' '.repeat(14)}Text.`);
  });
});

describe('in normal mode', () => {
  test('help of a command', () => {
    expect(help('list', NORMAL)).toBe(
      `
 Usage: gage list [options] [run]...

 List runs.

 Runs are listed from newest to oldest. Select some of them by position, by
 slice or by the start of their ID or name.

   gage list 1:5
   gage list kufab

╭─ Arguments ──────────────────────────────────────────────────────────────────╮
│ [run]...  Runs to list.                                                      │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Options ────────────────────────────────────────────────────────────────────╮
│ -m, --more       Show more runs.                                             │
│ -n, --limit max  Limit the list to this many runs. Default is 20.            │
│ -a, --all        Show all runs.                                              │
│ -h, --help       Show this message and exit.                                 │
╰──────────────────────────────────────────────────────────────────────────────╯`,
    );
  });

  test('help of a group names its members as the group does', () => {
    expect(help('help', NORMAL)).toContain('╭─ Topics ─');
    expect(help('gage', NORMAL)).toContain('╭─ Commands ─');
  });

  test.each([20, 40, 80, 200])('no line is wider than the terminal of %i columns', (width) => {
    for (const line of help('copy', { ...NORMAL, width }).split('\n')) {
      expect(textWidth(line)).toBeLessThanOrEqual(Math.min(width, 100));
    }
  });
});

test.each([PLAIN, NORMAL])('hidden commands and options are not shown (%j)', (layout) => {
  expect(help('gage', layout)).not.toContain('secret');
  expect(help('list', layout)).not.toContain('-0');
});
