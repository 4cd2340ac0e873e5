import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import type { CommandInvocation } from '../../src/cli/parse-arguments.ts';
import { usageErrorStatus } from '../../src/cli/usage-error.ts';
import type { UsageError } from '../../src/cli/usage-error.ts';
import { SAMPLE_PROGRAM } from '../rig/sample-program.ts';

/** Splits at blanks; `''` is an empty word. */
const words = (line: string): readonly string[] =>
  line === '' ? [] : line.split(' ').map((word) => (word === "''" ? '' : word));

function command(line: string): CommandInvocation {
  const invocation = parseArguments(SAMPLE_PROGRAM, words(line));
  if (invocation.kind !== 'command') throw new Error(`${line}: ${JSON.stringify(invocation)}`);
  return invocation;
}

function usageError(line: string): UsageError {
  const invocation = parseArguments(SAMPLE_PROGRAM, words(line));
  if (invocation.kind !== 'usage-error') throw new Error(`${line}: ${invocation.kind}`);
  return invocation.error;
}

describe('the program', () => {
  test.each([
    ['', 'help'],
    ['-h', 'help'],
    ['--help', 'help'],
    ['-v --help', 'help'],
    ['-h nonsense', 'help'],
    ['--foo -h', 'help'],
    ['--version', 'version'],
    ['--version nonsense --foo', 'version'],
    ['-v', 'nothing'],
    ['-vv -C somewhere', 'nothing'],
    ['help', 'help'],
    ['help -h', 'help'],
    ['help filters', 'command'],
    ['help filters -h', 'help'],
    ['list', 'command'],
    ['list -h', 'help'],
    ['list --limit x --foo -h', 'help'],
    ['list -ah', 'help'],
    ['associate -h', 'help'],
    ['list -- -h', 'command'],
    ['list --limit -h', 'usage-error'],
    ['nonsense', 'usage-error'],
  ])('%j asks for: %s', (line, kind) => {
    expect(parseArguments(SAMPLE_PROGRAM, words(line)).kind).toBe(kind);
  });

  test('keeps its own options apart from those of the command', () => {
    const { globals, values, path } = command('-vv -C dir --runs=runs list -a');
    expect(globals.count('verbose')).toBe(2);
    expect(globals.text('C')).toBe('dir');
    expect(globals.text('runs')).toBe('runs');
    expect(values.isGiven('all')).toBe(true);
    expect(path).toBe('gage list');
  });

  test('reports its options with a mistake in the command, so that they are applied first', () => {
    const invocation = parseArguments(SAMPLE_PROGRAM, ['-C', 'nowhere', 'list', '--foo']);
    expect(invocation.kind === 'usage-error' && invocation.globals?.text('C')).toBe('nowhere');
  });

  test.each([
    ['list', 'gage list'],
    ['ls', 'gage ls'],
    ['runs', 'gage runs'],
    ['help filters', 'gage help filters'],
  ])('calls %j %j, as it was typed', (line, path) => {
    expect(command(line).path).toBe(path);
  });
});

describe('options and arguments', () => {
  test.each([
    ['list -n5', '5', []],
    ['list -n 5', '5', []],
    ['list --limit 5', '5', []],
    ['list --limit=5', '5', []],
    ['list -mn 5', '5', []],
    ['list -mn5', '5', []],
    ['list -n 1 -n 5', '5', []],
    ['list 1 -n 5 2', '5', ['1', '2']],
    ['list -n 5 -- -2: --all', '5', ['-2:', '--all']],
    ["list ''", undefined, ['']],
    ['list - 1', undefined, ['-', '1']],
  ])('%j', (line, limit, runs) => {
    const { values } = command(line);
    expect(values.text('limit')).toBe(limit);
    expect(values.texts('runs')).toEqual(runs);
  });

  test('short flags can share a word, and repeated ones count', () => {
    const { values } = command('archive -qy');
    expect([values.isGiven('quiet'), values.isGiven('yes')]).toEqual([true, true]);
    expect(command('list -mm --more').values.count('more')).toBe(3);
  });

  test('a value may begin with a dash or hold an equals sign', () => {
    expect(command('copy --to -x').values.text('dest')).toBe('-x');
    expect(command('copy --to=a=b').values.text('dest')).toBe('a=b');
    expect(command('copy --to=').values.text('dest')).toBe('');
  });

  test('an option with several names or values is one option', () => {
    expect(command('copy --to x').values.text('dest')).toBe('x');
    expect(command('archive -r old new').values.texts('rename')).toEqual(['old', 'new']);
  });

  test('arguments are taken from left to right', () => {
    const { values } = command('associate 1 dir');
    expect([values.text('run'), values.text('project')]).toEqual(['1', 'dir']);
    expect(command('associate 1').values.text('project')).toBeUndefined();
  });

  test('numbers are numbers', () => {
    expect(command('list -n 0').values.integer('limit')).toBe(0);
    expect(command('list').values.integer('limit')).toBeUndefined();
  });

  test('asking for an option that is not declared is a bug', () => {
    expect(() => command('list').values.isGiven('nope')).toThrow(
      "'nope' is not declared by 'list'",
    );
  });
});

describe('usage errors', () => {
  test.each([
    ['nonsense', "No such command 'nonsense'."],
    ['lst', "No such command 'lst'. Did you mean 'list'?"],
    ['secrets', "No such command 'secrets'."],
    ['help nonsense', "No such command 'nonsense'."],
    ['\u001b[2J', "No such command '^[[2J'."],
    ['--foo', 'No such option: --foo'],
    ['list --foo', 'No such option: --foo'],
    ['list --foo=1', 'No such option: --foo'],
    ['list --limt 5', 'No such option: --limt Did you mean --limit?'],
    ['list --mor', 'No such option: --mor Did you mean --more?'],
    ['list --al', 'No such option: --al Did you mean --all?'],
    ['copy --rate=1', 'No such option: --rate Flags are written rate=1.'],
    ['copy --rate 1', 'No such option: --rate Flags are written rate=value.'],
    ['copy --too x', 'No such option: --too Did you mean --to?'],
    ['list -x', 'No such option: -x'],
    ['list -ax', 'No such option: -x'],
    ['list -2:', 'No such option: -2'],
    ['list --all=1', "Option '--all' does not take a value."],
    ['associate', "Missing argument 'run'."],
    ['associate 1 2 3', 'Got unexpected extra argument (3)'],
    ['associate 1 2 3 4', 'Got unexpected extra arguments (3 4)'],
    ['list -n', "Option '-n' requires an argument."],
    ['list --limit', "Option '--limit' requires an argument."],
    ['archive -r x', "Option '-r' requires 2 arguments."],
    ['list -n x', "Invalid value for '-n' / '--limit': 'x' is not a valid integer."],
    ['list -n 1.5', "Invalid value for '-n' / '--limit': '1.5' is not a valid integer."],
    ["list -n ''", "Invalid value for '-n' / '--limit': '' is not a valid integer."],
    [
      'list -n 99999999999999999999',
      "Invalid value for '-n' / '--limit': '99999999999999999999' is not a valid integer.",
    ],
    ['list -n -1', "Invalid value for '-n' / '--limit': '-1' is less than 0."],
    ['copy --format xml', "Invalid value for '--format': 'xml' is not one of 'json', 'csv'."],
  ])('%j: %s', (line, message) => {
    const error = usageError(line);
    expect(error.message).toBe(message);
    expect(usageErrorStatus(error)).toBe(2);
  });

  test('suggest all similar options', () => {
    const program = {
      ...SAMPLE_PROGRAM,
      options: [
        { names: ['--file'], help: '' },
        { names: ['--fill'], help: '' },
      ],
    };
    const invocation = parseArguments(program, ['--fil']);
    expect(invocation).toMatchObject({
      error: { message: 'No such option: --fil (Possible options: --file, --fill)' },
    });
  });

  test('name the command as it was typed', () => {
    expect(usageError('ls --foo')).toMatchObject({
      path: 'gage ls',
      usage: 'gage ls [options] [run]...',
    });
    expect(usageError('help nonsense').usage).toBe('gage help [options] topic');
    expect(usageError('associate').usage).toBe('gage associate [options] run [project]');
  });
});

describe('options that exclude each other', () => {
  test.each([
    ['list -n 20 -a', '--limit and --all cannot be used together.'],
    ['list -a -n 20', '--all and --limit cannot be used together.'],
    ['archive --delete-empty -r a b', '--delete-empty and --rename cannot be used together.'],
    ['archive -r a b --delete-empty', '--rename and --delete-empty cannot be used together.'],
    ['archive 1 -a', '--all and run cannot be used together.'],
    ['archive -a 1', '--all and run cannot be used together.'],
  ])('%j: %s', (line, message) => {
    const error = usageError(line);
    expect(error.message).toBe(message);
    expect(usageErrorStatus(error)).toBe(1);
  });

  test('are no problem alone', () => {
    expect(command('archive -a --delete-empty').values.isGiven('all')).toBe(true);
  });
});
