import { expect, test } from 'vitest';
import { formatUsageError } from '../../src/cli/usage-error.ts';

const ERROR = {
  kind: 'usage',
  message: 'No such option: --foo',
  path: 'gage list',
  usage: 'gage list [options] [run]...',
} as const;

test('a usage error in plain mode', () => {
  expect(formatUsageError(ERROR, 'plain')).toEqual([
    'Usage: gage list [options] [run]...',
    "Try 'gage list -h' for help.",
    '',
    'Error: No such option: --foo',
  ]);
});

test('a usage error in normal mode', () => {
  expect(formatUsageError(ERROR, 'normal')).toEqual([
    'Usage: gage list [options] [run]...',
    '',
    'No such option: --foo',
    '',
    "Try 'gage list -h' for help.",
  ]);
});

test('an option without its value is told in one line', () => {
  const error = {
    ...ERROR,
    kind: 'incomplete',
    message: "Option '-n' requires an argument.",
  } as const;
  expect(formatUsageError(error, 'plain')).toEqual(["Error: Option '-n' requires an argument."]);
  expect(formatUsageError(error, 'normal')).toEqual(["Option '-n' requires an argument."]);
});

test.each(['plain', 'normal'] as const)(
  'two options that exclude each other in %s mode',
  (mode) => {
    const message = '--all and run cannot be used together.';
    expect(formatUsageError({ ...ERROR, kind: 'exclusive', message }, mode)).toEqual([
      message,
      '',
      "Try 'gage list -h' for help.",
    ]);
  },
);
