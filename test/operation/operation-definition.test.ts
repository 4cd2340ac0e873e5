import { describe, expect, test } from 'vitest';

import { OpDef } from '../../src/operation/operation-definition.ts';
import { parseJson } from '../../src/values/json-text.ts';
import { isMap } from '../../src/values/value.ts';

/** A definition from JSON text, which tells `1` from `1.0`. */
function define(json: string): OpDef {
  const definition = parseJson(json);
  if (!isMap(definition)) throw new Error('Not a map');
  return new OpDef('a', definition);
}

type Reading = [definition: string, expected: unknown];

describe('version', () => {
  test.each<Reading>([
    ['{"version": 1}', '1'],
    ['{"version": "2.0"}', '2.0'],
    ['{"version": 2.0}', '2.0'],
    ['{"version": 1.10}', '1.1'],
    ['{"version": 1e2}', '100.0'],
    ['{"version": "1e2"}', '1e2'],
    ['{"version": 0}', '0'],
    ['{"version": true}', 'True'],
    ['{"version": null}', undefined],
    ['{"version": ""}', undefined],
    ['{"version": [1]}', undefined],
    ['{}', undefined],
  ])('%s', (json, expected) => {
    expect(define(json).version).toBe(expected);
  });
});

describe('commands and progress', () => {
  test.each<Reading>([
    ['{"exec": "a b"}', { run: 'a b' }],
    ['{"exec": ["a", "b"]}', { run: ['a', 'b'] }],
    ['{"exec": {"run": "a", "finalize": ["b"], "other": "c"}}', { run: 'a', finalize: ['b'] }],
    ['{"exec": {"run": "", "stage-runtime": []}}', {}],
    ['{"exec": ""}', {}],
    ['{"exec": ["a", 1]}', {}],
    ['{"exec": 5}', {}],
    ['{}', {}],
  ])('%s', (json, expected) => {
    expect(define(json).exec).toEqual(expected);
  });

  test.each<Reading>([
    ['{"progress": "tqdm"}', { run: 'tqdm' }],
    ['{"progress": {"stage-sourcecode": "tqdm", "run": ""}}', { 'stage-sourcecode': 'tqdm' }],
    ['{"progress": ["tqdm"]}', {}],
  ])('%s', (json, expected) => {
    expect(define(json).progress).toEqual(expected);
  });
});

test.each<Reading>([
  ['{}', undefined],
  ['{"sourcecode": true}', true],
  ['{"sourcecode": false}', false],
  ['{"sourcecode": "*.py"}', ['*.py']],
  ['{"sourcecode": []}', []],
  ['{"sourcecode": ["a", 1, "-b"]}', ['a', '-b']],
  ['{"sourcecode": 1}', undefined],
])('source code %s', (json, expected) => {
  expect(define(json).sourcecode).toEqual(expected);
});

test.each<Reading>([
  ['{}', []],
  ['{"config": null}', []],
  ['{"config": "a.py"}', [{ keys: ['a.py'] }]],
  ['{"config": ["a", "-#b"]}', [{ keys: ['a', '-#b'] }]],
  ['{"config": {"keys": "a", "description": "d"}}', [{ keys: ['a'], description: 'd' }]],
  ['{"config": [{"keys": "a"}, {"keys": ["b"]}]}', [{ keys: ['a'] }, { keys: ['b'] }]],
  ['{"config": ["a", {"keys": "b"}, "c"]}', [{ keys: ['a'] }, { keys: ['b'] }, { keys: ['c'] }]],
  ['{"config": []}', []],
  ['{"config": true}', []],
  [
    '{"config": {"keys": "a", "prefix": "p.", "strip-prefix": "s.", "rename": "old new"}}',
    [{ keys: ['a'], prefix: 'p.', stripPrefix: 's.', rename: ['old new'] }],
  ],
])('configuration %s', (json, expected) => {
  expect(define(json).config).toEqual(expected);
});

test.each<Reading>([
  ['{}', []],
  ['{"depends": "x"}', []],
  [
    '{"depends": {"files": "x"}}',
    [{ type: 'project-files', files: ['x'], link: false, writeable: false }],
  ],
  [
    '{"depends": [{"run-select": "op=a", "target": "in"}, {"type": "runs-summary", "runs-select": "b"}]}',
    [
      {
        type: 'run-files',
        runSelect: 'op=a',
        files: undefined,
        target: 'in',
        link: false,
        writeable: false,
      },
      { type: 'runs-summary', runsSelect: 'b', writeable: false },
    ],
  ],
  [
    '{"depends": {"url": "https://x", "sha256": "AB", "unpack": true, "writeable": true}}',
    [{ type: 'url', url: 'https://x', sha256: 'ab', unpack: true, writeable: true }],
  ],
  [
    '{"depends": {"file": "~/x", "link": true}}',
    [{ type: 'file', file: '~/x', link: true, writeable: false }],
  ],
  [
    '{"depends": [{"type": "run-files", "files": "x"}, {"type": "other", "files": "x"}, 1, null]}',
    [],
  ],
])('dependencies %s', (json, expected) => {
  expect(define(json).depends).toEqual(expected);
});

test.each<Reading>([
  ['{}', true],
  ['{"output-summary": true}', true],
  ['{"output-summary": false}', false],
  ['{"output-summary": ""}', false],
  ['{"output-summary": "x(.*)"}', 'x(.*)'],
  ['{"output-summary": 5}', true],
])('output summary %s', (json, expected) => {
  expect(define(json).outputSummary).toBe(expected);
});

test.each<Reading>([
  ['{}', undefined],
  ['{"summary": "x"}', undefined],
  ['{"summary": {"filename": "r.json"}}', { filename: 'r.json', content: {} }],
  ['{"summary": {"metrics": {"a": 1}}}', { content: { metrics: { a: 1 } } }],
])('summary %s', (json, expected) => {
  expect(define(json).summary).toEqual(expected);
});

test.each<Reading>([
  ['{}', false],
  ['{"default": true}', true],
  ['{"default": "no"}', true],
  ['{"default": 0.0}', false],
  ['{"default": []}', false],
  ['{"default": null}', false],
])('default %s', (json, expected) => {
  expect(define(json).isDefault).toBe(expected);
});

test('environment variables, required programs and listed names are texts', () => {
  const opdef = define(
    '{"env": {"A": "x", "B": 4, "C": 0.5, "D": true, "__proto__": "p"}, "requires": "git", "listing": {"description": ["a", 1]}}',
  );

  expect(Object.entries(opdef.env)).toEqual([
    ['A', 'x'],
    ['B', '4'],
    ['C', '0.5'],
    ['__proto__', 'p'],
  ]);
  expect(opdef.requires).toEqual(['git']);
  expect(opdef.listing).toEqual({ description: ['a'] });
});

test('a definition is kept as it is, and members of objects are no keys of it', () => {
  const definition = { description: 'x', unknown: { y: 1 } };
  const opdef = new OpDef('a', definition);

  expect(opdef.definition).toBe(definition);
  expect(opdef.description).toBe('x');
  expect(new OpDef('a', {}).listing).toBeUndefined();
});
