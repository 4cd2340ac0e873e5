import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, runProgram } from '../rig/program.ts';
import { runCommandAtTerminal } from '../rig/pseudo-terminal.ts';

/** Interactive shells without the configuration of whoever runs the tests, and how each loads completion. */
const SHELLS = [
  {
    shell: 'bash',
    command: ['bash', '--norc', '--noprofile', '-i'],
    load: 'eval "$(gage completion bash)"',
  },
  {
    shell: 'zsh',
    command: ['zsh', '-f', '-i'],
    load: 'autoload -Uz compinit && compinit -u -D && eval "$(gage completion zsh)"',
  },
  {
    shell: 'fish',
    command: ['fish', '--no-config', '--private', '-i'],
    load: 'gage completion fish | source',
  },
] as const;

const TAB = '\t';

/** A project with a finished run, and a folder in which the program can be found by name. */
function prepare(): { readonly folder: string; readonly path: string; readonly name: string } {
  const folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': `[training]\nexec = "cp values.json 'a b'"\nconfig = "values.json"\n`,
    'values.json': '{ "learning": 1 }',
  });
  const bin = join(folder, '..', 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'gage'),
    `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM_PATH}' "$@"\n`,
  );
  chmodSync(join(bin, 'gage'), 0o755);
  runProgram(folder, ['run', '-y', '-q']);
  const name = runProgram(folder, ['select', '--name']).stdout.trim();
  return { folder, path: [bin, process.env['PATH'] ?? ''].join(delimiter), name };
}

describe.each(SHELLS)('in a real $shell', ({ shell, command, load }) => {
  const isThere = spawnSync(shell, ['--version']).error === undefined;

  test.skipIf(!isThere)(
    'Tab completes commands, operations, flags, options, run names and files of runs',
    () => {
      const { folder, path, name } = prepare();
      const steps = [
        { type: `${load}; echo load''ed\n` },
        { wait: 'loaded\r\n' },
        { type: `gage ru${TAB}trai${TAB}lea${TAB}7 --qui${TAB}-y; echo started''\n` },
        { wait: 'started\r\n' },
        { type: `gage lab${TAB}${name.slice(0, 6)}${TAB}--se${TAB}chosen -y; echo labelled''\n` },
        { wait: 'labelled\r\n' },
        // A name with a blank is still one word.
        { type: `gage cat ${name} --pa${TAB}a${TAB}; echo printed''\n` },
        { wait: '{ "learning": 1 }' },
        { wait: 'printed\r\n' },
        { type: 'exit\n' },
      ];
      runCommandAtTerminal(folder, command, steps, { PATH: path, TERM: 'xterm', PS1: '> ' });
      const runs = JSON.parse(runProgram(folder, ['list', '--json']).stdout) as readonly {
        readonly name: string;
        readonly label: string | null;
        readonly config: unknown;
      }[];
      expect(runs).toHaveLength(2);
      expect(runs[0]).toMatchObject({ config: { learning: 7 } });
      expect(runs[1]).toMatchObject({ name, label: 'chosen' });
    },
  );
});
