import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import {
  defaultOperation,
  describeOperation,
  findOperation,
  readOperations,
} from '../../src/operation/find-operation.ts';
import type { ProjectOperations } from '../../src/operation/find-operation.ts';
import { OpDef } from '../../src/operation/operation-definition.ts';
import { findProject } from '../../src/operation/project.ts';
import type { Value } from '../../src/values/value.ts';
import { temporaryFolder, thrownBy } from './temporary-folder.ts';

function readFrom(directory: string): Promise<ProjectOperations> {
  return readOperations(
    findProject({ commandDir: directory, env: { PROJECT_DIR: directory }, homeDir: '/none' }),
  );
}

function operations(definitions: Record<string, Record<string, Value>>): readonly OpDef[] {
  return Object.entries(definitions).map(([name, definition]) => new OpDef(name, definition));
}

test('the operations of a project are in the order of their names, without settings', async () => {
  const root = temporaryFolder({
    'gage.toml': '"$runs-dir" = "x"\n[train]\n[Eval]\n[prepare]\nfoo = 1',
  });

  const found = await readFrom(root);

  expect(found.operations.map((operation) => operation.name)).toEqual(['Eval', 'prepare', 'train']);
  expect(found.warnings.map(({ line, message }) => [line, message])).toEqual([
    [5, 'prepare.foo is not a known key'],
  ]);
});

describe('the operation that is run', () => {
  test.each<[Record<string, Record<string, Value>>, string | undefined, string]>([
    [{ a: {}, b: {} }, 'b', 'b'],
    [{ only: {} }, undefined, 'only'],
    [{ a: {}, b: { default: true } }, undefined, 'b'],
    [{ a: { default: false }, b: { default: true }, c: { default: true } }, undefined, 'b'],
  ])('of %j, asked for %j, is %s', (definitions, name, expected) => {
    expect(findOperation(operations(definitions), name).name).toBe(expected);
  });

  test('when unknown, is told with names like it and all there are', async () => {
    const defined = operations({
      evaluate: {},
      train: { description: '\n Trains. \nMore', default: true },
    });

    const error = await thrownBy(() => findOperation(defined, 'trian'));

    expect(error.message).toBe(
      "Cannot find operation 'trian'\nDid you mean 'train'?\n\n" +
        'Operations defined for this project:\n\n  evaluate\n  train     Trains. (default)',
    );
    expect((await thrownBy(() => findOperation(defined, 'xyz'))).message).toMatch(
      /^Cannot find operation 'xyz'\n\nOperations defined for this project:\n\n/,
    );
  });

  test.each([
    [
      operations({}),
      "Cannot find a default operation\n\nThe Gage file has no operations ('gage help gagefile').",
    ],
    [
      operations({ a: {}, b: {} }),
      'Cannot find a default operation\n\nOperations defined for this project:\n\n  a\n  b',
    ],
  ])('when none is named nor the default one, is asked for', async (defined, message) => {
    expect((await thrownBy(() => findOperation(defined, undefined))).message).toBe(message);
  });
});

test.each<[string, Record<string, Value>, string]>([
  ['only', {}, '(default)'],
  ['only', { description: 'Does it' }, 'Does it (default)'],
  ['only', { description: '[x].txt [/y]\nmore' }, '[x].txt [/y] (default)'],
  ['only', { description: '\n  \n  Does it  \n' }, 'Does it (default)'],
])('%s operation %j is described as %j', (name, definition, expected) => {
  const defined = operations({ [name]: definition });

  expect(defaultOperation(defined)).toBe(defined[0]);
  expect(defined.map((operation) => describeOperation(operation, defined))).toEqual([expected]);
});

describe('projects without usable operations', () => {
  test('no Gage file', async () => {
    for (const read of [() => readOperations(undefined), () => readFrom(temporaryFolder())]) {
      const { message } = await thrownBy(read);
      expect(message).toMatch(/^No operations defined for the current directory\n\n/);
    }
  });

  test('a Gage file that does not parse', async () => {
    const root = temporaryFolder({ 'gage.json': '{' });

    expect((await thrownBy(() => readFrom(root))).message).toBe(
      `There was an issue reading operations from ${join(root, 'gage.json')}: Expecting '}' (at line 1, column 2)`,
    );
  });

  test('a Gage file with errors', async () => {
    const root = temporaryFolder({ 'gage.yaml': 'a:\n  exec: {run: 5}\n  foo: 1\nb c: {}\n' });

    expect((await thrownBy(() => readFrom(root))).message.split('\n')).toEqual([
      `There are errors in ${join(root, 'gage.yaml')}`,
      '2:15: a.exec.run must be a command line, or a list of a program and its arguments, not a number',
      '3:3: a.foo is not a known key',
      '4:1: "b c" is not the name of an operation: it must not be empty or contain blanks',
    ]);
  });

  test('a Gage file that is gone by now', async () => {
    const gageFilePath = join(temporaryFolder(), 'gage.toml');

    const error = await thrownBy(() =>
      readOperations({ directory: '/x', namespace: 'x', gageFilePath }),
    );

    expect(error).toMatchObject({ failure: { reason: 'file-missing' } });
  });
});
