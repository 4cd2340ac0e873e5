import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { assert, constant, constantFrom, oneof, property } from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { gageFileSchema } from '../../src/operation/gage-file-schema.ts';
import { runSelectProblem } from '../../src/operation/run-select-format.ts';
import { checkSchema } from '../../src/operation/schema-check.ts';
import type { Schema } from '../../src/operation/schema.ts';
import { summarySchema } from '../../src/operation/summary-schema.ts';
import { userConfigSchema } from '../../src/operation/user-config-schema.ts';
import { valueFormats } from '../../src/operation/value-formats.ts';
import { parseJson } from '../../src/values/json-text.ts';

const formats = { ...valueFormats, 'run-select': runSelectProblem };

/** A validator of the published file, made by an independent implementation of JSON Schema. */
function compilePublished(name: string): ValidateFunction {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
  });
  ajv.addVocabulary(['errorMessage', 'patternErrorMessage']);
  for (const [format, problemOf] of Object.entries(formats)) {
    ajv.addFormat(format, (text) => problemOf(text) === undefined);
  }
  const path = new URL(`../../schema/${name}`, import.meta.url);
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
}

const validGageFile = {
  $schema: 'x',
  '$runs-dir': 'runs',
  full: {
    version: '1',
    description: 'd',
    default: true,
    exec: { run: ['a', 'b'], 'stage-runtime': 'c' },
    progress: { run: 'tqdm' },
    sourcecode: ['*.py', '-test'],
    config: [{ keys: ['a.py#x'], description: '', prefix: 'p', rename: ['a b'] }],
    depends: [
      { type: 'project-files', files: ['x'], link: true },
      { 'run-select': 'op=a', files: 'x' },
      { type: 'runs-summary', 'runs-select': 'x', 'summary-filename': 'y' },
      { url: 'https://x.org', sha256: '0'.repeat(64), unpack: false },
      { file: '/x', target: 'y', writeable: true },
    ],
    summary: { filename: 'x', metrics: { a: { value: 1, label: 'b' } }, attributes: [{ c: 'd' }] },
    'output-summary': '(.*)',
    listing: { description: ['a'] },
    env: { A: 'b', C: 1 },
    requires: 'git',
  },
  short: { exec: 'x', version: 2, config: 'a', sourcecode: false, depends: { files: 'x' } },
};

const validUserConfig = {
  repos: { a: { type: 'local', path: 'x', more: 1 }, b: { path: 'x' }, c: { type: 'rclone' } },
};

const validSummary = {
  attributes: { a: 'x', b: { value: true, label: 'l', more: 1 } },
  metrics: [{ c: 1.5 }, { d: { value: null } }],
  run: { label: 'x', more: 1 },
};

describe.each<[string, Schema, unknown]>([
  ['gagefile.json', gageFileSchema, validGageFile],
  ['user-config.json', userConfigSchema, validUserConfig],
  ['summary.json', summarySchema, validSummary],
])('the published %s', (name, schema, valid) => {
  const isValid = compilePublished(name);

  function ourFindings(text: string): readonly string[] {
    return checkSchema(parseJson(text), schema, { formats }).map((finding) => finding.message);
  }

  test('allows a file that uses every key', () => {
    isValid(valid);

    expect(isValid.errors).toBeNull();
    expect(ourFindings(JSON.stringify(valid))).toEqual([]);
  });

  test('allows the same files as our own check, whatever is changed in a valid one', () => {
    const places = constantFrom(...pathsIn(valid));
    assert(
      property(places, replacements, keys, (path, replacement, key) => {
        const text = JSON.stringify(changed(valid, path, replacement, key));
        expect({ text, allowed: ourFindings(text).length === 0 }).toEqual({
          text,
          allowed: isValid(JSON.parse(text)),
        });
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  [{ x: 1 }, ['x is not a known key: only $schema and repos can be here']],
  [{ repos: 1 }, ['repos must be a map of keys, not a number']],
  [{ repos: { a: {} } }, ['repos.a must be a map with "type", "path" or both']],
  [{ repos: { a: { type: 1 } } }, ['repos.a.type must be text, not a number']],
  [{ repos: { '': { path: 'x' } } }, ['repos."" must not be empty']],
  [{ repos: { a: 1 } }, ['repos.a must be a map with "type", "path" or both, not a number']],
])('user configuration %j', (config, messages) => {
  const found = checkSchema(parseJson(JSON.stringify(config)), userConfigSchema);

  expect(found.map((finding) => finding.message)).toEqual(messages);
});

/** What a part of a file is replaced with: values that some key allows and others do not. */
const REPLACEMENTS: readonly unknown[] = JSON.parse(`[
  null, true, 0, 1.5, "", "x", "a b", "-", "(", "tqdm", "../x", "project-files", "run-files",
  [], [""], ["x"], [1], [{}], [["x"]], {}, {"run": "x"}, {"keys": "x"}, {"files": "x"},
  {"run-select": "x"}, {"value": 1}, {"value": []}, {"a": {"b": 1}}, [{"keys": "x"}, "y"]
]`) as readonly unknown[];

const KEYS = [
  '',
  'x',
  '$x',
  'a b',
  'run',
  'keys',
  'files',
  'type',
  'path',
  'value',
  'constructor',
  'metrics',
  'run-select',
  'description',
  'version',
];

const replacements = constantFrom(...REPLACEMENTS);

/** A key to put the replacement under beside the others, or none to replace the value itself. */
const keys = oneof(constant(undefined), constantFrom(...KEYS));

function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

/** A copy of `value` in which the part at `path` is the replacement, or gets it as another key. */
function changed(
  value: unknown,
  path: readonly string[],
  replacement: unknown,
  key: string | undefined,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    const canHaveKey = typeof value === 'object' && value !== null && !Array.isArray(value);
    return canHaveKey && key !== undefined ? { ...value, [key]: replacement } : replacement;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      String(index) === step ? changed(item, rest, replacement, key) : item,
    );
  }
  const map = value as Record<string, unknown>;
  return { ...map, [step]: changed(map[step], rest, replacement, key) };
}
