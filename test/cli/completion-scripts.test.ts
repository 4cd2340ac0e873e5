import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMPLETION_SHELLS, completionScript } from '../../src/cli/completion-scripts.ts';
import { makeTempDir } from '../rig/folders.ts';

/**
 * Presses Tab in Bash after `line`, which Bash has split into `pieces`, with a program that prints
 * `answer`. Gives the words the program was asked about, and Bash's proposals.
 */
function pressTab(line: string, pieces: readonly string[], answer: string, cwd = '/') {
  const script = `
    gage() { printf '%s\\n' "$@" >&3; printf '%b' "$ANSWER"; }
    ${completionScript('bash', 'gage')}
    COMP_LINE="$1" COMP_POINT=\${#1}
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    { _gage_complete 2>/dev/null; } 3>asked.txt
    cat asked.txt
    echo ===
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync(
    'bash',
    ['--norc', '--noprofile', '-c', script, 'bash', line, ...pieces],
    {
      cwd,
      env: { PATH: process.env['PATH'], ANSWER: answer },
      encoding: 'utf8',
    },
  );
  const [asked = '', proposals = ''] = output.split('===\n');
  return {
    words: asked.split('\n').slice(3, -1),
    proposals: proposals.split('\n').slice(0, -1),
    command: asked.split('\n').slice(0, 3).join(' '),
  };
}

describe('the Bash script', () => {
  test.each([
    ['gage l', ['gage', 'l'], ['l'], 'list\tList runs\nlabel\n', ['list', 'label']],
    ['gage ', ['gage', ''], [''], 'list\n', ['list']],
    ['  gage list ', ['gage', 'list', ''], ['list', ''], 'kufab\n', ['kufab']],
    // Bash takes = and : for words; proposals replace only what follows them.
    ['gage run ra', ['gage', 'run', 'ra'], ['run', 'ra'], 'rate=\n', ['rate=']],
    [
      'gage run rate=',
      ['gage', 'run', 'rate', '='],
      ['run', 'rate='],
      'rate=1\nrate=2\n',
      ['1', '2'],
    ],
    [
      'gage run --label=a',
      ['gage', 'run', '--label', '=', 'a'],
      ['run', '--label=a'],
      '--label=aa\n',
      ['aa'],
    ],
    ['gage run ns:o', ['gage', 'run', 'ns', ':', 'o'], ['run', 'ns:o'], 'ns:op\n', ['op']],
    ['gage list -- -2', ['gage', 'list', '--', '-2'], ['list', '--', '-2'], '', ['']],
  ])('for %j', (line, pieces, words, answer, proposals) => {
    const tab = pressTab(line, pieces, answer, makeTempDir());
    expect(tab.command).toBe('completion --complete --');
    expect(tab.words).toEqual(words);
    expect(tab.proposals).toEqual(proposals);
  });

  test('proposes paths when the program asks for them', () => {
    const dir = makeTempDir();
    mkdirSync(join(dir, 'data set'));
    writeFileSync(join(dir, 'data.csv'), '');
    const files = pressTab('gage cat da', ['gage', 'cat', 'da'], '\\tfiles\n', dir);
    expect(files.proposals.sort()).toEqual(['data set', 'data.csv']);
    const folders = pressTab('gage -C da', ['gage', '-C', 'da'], '\\tdirectories\n', dir);
    expect(folders.proposals).toEqual(['data set']);
  });
});

test.each(COMPLETION_SHELLS)(
  'the %s script asks the program and names it only where it must',
  (shell) => {
    const script = completionScript(shell, 'other');
    expect(script).toContain('other completion --complete --');
    expect(script).not.toContain('gage');
  },
);
