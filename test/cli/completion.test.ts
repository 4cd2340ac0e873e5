import { describe, expect, test } from 'vitest';
import { completeWords, formatCompletion } from '../../src/cli/completion.ts';
import type { Candidate, Completion } from '../../src/cli/completion.ts';
import type { DynamicValues } from '../../src/cli/command.ts';
import { SAMPLE_PROGRAM } from '../rig/sample-program.ts';

const VALUES: Readonly<Record<DynamicValues, readonly Candidate[]>> = {
  operations: [{ value: 'train' }],
  flags: [{ value: 'rate=' }, { value: 'epochs=' }],
  runs: [{ value: 'kufab', description: 'train' }, { value: 'losid' }],
  archives: [{ value: 'old' }],
  fields: [{ value: 'name' }],
  batches: [{ value: 'zodij-samot' }],
  'run-files': [{ value: 'model.bin' }],
  tags: [{ value: 'best' }],
  comments: [{ value: '0a1b2c3d-4e5f' }],
  shells: [{ value: 'zsh' }],
};

/** Completes the last of the words that blanks separate. */
const complete = (line: string): Completion =>
  completeWords(SAMPLE_PROGRAM, line.split(' '), (kind) => VALUES[kind]);

describe('the candidates', () => {
  test.each([
    ['', 'archive associate copy help list'],
    ['a', 'archive associate'],
    ['-v ', 'archive associate copy help list'],
    ['-C dir l', 'list'],
    ['--runs=dir l', 'list'],
    ['sec', ''],
    ['nonsense ', ''],
    ['help ', 'filters'],
    ['--v', '--version --verbose'],
    ['-', '--version -C --runs --verbose --help'],
    ['list -', '--more --limit --all --help'],
    ['list ', 'kufab losid'],
    ['ls k', 'kufab'],
    ['list kufab l', 'losid'],
    ['list -n ', ''],
    ['list -n 5 ', 'kufab losid'],
    ['list -n5 ', 'kufab losid'],
    ['list -- -', ''],
    ['archive -r ', 'old'],
    ['archive -r old ', 'old'],
    ['archive -qr ', 'old'],
    ['associate ', 'kufab losid'],
    ['associate 1 2 ', ''],
    ['copy ra', 'rate='],
    ['copy --format ', 'json csv'],
    ['copy --format=c', '--format=csv'],
    ['copy --all=', ''],
  ])('of %j are %j', (line, values) => {
    expect(complete(line).candidates.map(({ value }) => value)).toEqual(
      values === '' ? [] : values.split(' '),
    );
  });

  test.each([
    ['-C ', 'directories'],
    ['copy --to ', 'directories'],
    ['associate 1 ', 'directories'],
    ['associate ', undefined],
  ])('of %j may be paths: %s', (line, paths) => {
    expect(complete(line).paths).toBe(paths);
  });

  test('are asked for with what is known of the line', () => {
    const asked: unknown[] = [];
    const ask = (line: string): void => {
      completeWords(SAMPLE_PROGRAM, line.split(' '), (...facts) => {
        asked.push(facts);
        return [];
      });
    };
    ask('-v ls -an 5 --limit=7 kufab lo');
    ask('archive -qr o');
    ask('archive --rename=o');
    expect(asked).toEqual([
      [
        'runs',
        {
          words: ['-v', 'ls', '-an', '5', '--limit=7', 'kufab'],
          command: 'list',
          args: ['kufab'],
          options: new Map([
            ['verbose', []],
            ['all', []],
            ['limit', ['5', '7']],
          ]),
          current: 'lo',
          option: undefined,
        },
      ],
      ['archives', expect.objectContaining({ command: 'archive', current: 'o', option: 'rename' })],
      ['archives', expect.objectContaining({ current: 'o', option: 'rename' })],
    ]);
  });
});

test('are printed one a line, with descriptions after a tab and a line that asks for paths', () => {
  expect(formatCompletion(complete('list '))).toBe('kufab\ttrain\nlosid\n');
  expect(formatCompletion(complete('associate 1 '))).toBe('\tdirectories\n');
});
