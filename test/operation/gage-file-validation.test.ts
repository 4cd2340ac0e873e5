import { describe, expect, test } from 'vitest';

import { parseData } from '../../src/operation/data-file.ts';
import { isUsable } from '../../src/operation/data-problem.ts';
import type { DataProblem } from '../../src/operation/data-problem.ts';
import type { DataFormat } from '../../src/operation/data-text.ts';
import { checkGageFile } from '../../src/operation/gage-file-validation.ts';

async function check(text: string, format: DataFormat): Promise<readonly DataProblem[]> {
  return checkGageFile({
    path: `gage.${format}`,
    format,
    text,
    ...(await parseData(text, format)),
  });
}

/** `line:column message`, with `(warning)` behind it. */
async function checkLines(text: string, format: DataFormat): Promise<readonly string[]> {
  return (await check(text, format)).map(
    ({ line, column, message, severity }) =>
      `${line}:${column} ${message}${severity === 'warning' ? ' (warning)' : ''}`,
  );
}

/** Checks a definition, given as JSON, of an operation `a`; places are left out. */
async function checkOperation(definition: unknown): Promise<readonly string[]> {
  const problems = await check(JSON.stringify({ a: definition }), 'json');
  return problems.map(({ message }) => message);
}

test.each<[DataFormat, string]>([
  ['toml', ''],
  ['toml', '"$runs-dir" = ""\n["$schema-free"]'.replace('["$schema-free"]', '')],
  ['json', '{"$schema": "https://gageml.org/gagefile", "train": {}}'],
  ['yaml', '$runs-dir: ~/runs\ntrain: {exec: python train.py, default: yes, version: 1e2}\n'],
])('%s %j is valid', async (format, text) => {
  expect(await checkLines(text, format)).toEqual([]);
});

describe('definitions that are valid', () => {
  test.each<[unknown]>([
    [{ version: 1.5 }],
    [{ version: null }],
    [{ exec: '' }],
    [{ exec: [] }],
    [{ exec: {} }],
    [{ exec: { run: ['a', 'b'], finalize: 'c' } }],
    [{ progress: '' }],
    [{ progress: { run: 'tqdm', finalize: '' } }],
    [{ sourcecode: [] }],
    [{ sourcecode: ['*.py text size<10', "-'my file'"] }],
    [{ sourcecode: false }],
    [{ config: 'a.py#x' }],
    [{ config: ['#x', '-#y', '-a.py'] }],
    [{ config: [] }],
    [{ config: { keys: 'a', prefix: 'p', 'strip-prefix': 's', rename: 'old new' } }],
    [{ config: [{ keys: ['a'], rename: ['a b', 'c d'], description: '' }] }],
    [{ depends: [] }],
    [{ depends: { files: [] } }],
    [
      {
        depends: { type: 'project-files', files: 'x', link: true, target: 'data', writeable: true },
      },
    ],
    [
      {
        depends: [
          { 'run-select': 'op=prepare' },
          { type: 'run-files', 'run-select': 'prepare', files: 'x' },
          { 'run-select': 'test/unit(v2)' },
          { 'run-select': 'operation == train and metric.loss < 0.1' },
          { 'run-select': 'tag:best' },
        ],
      },
    ],
    [{ depends: { type: 'runs-summary', 'runs-select': 'x', 'summary-filename': 's.csv' } }],
    [{ depends: { url: 'https://x.org/a.zip', sha256: 'a'.repeat(64), unpack: true } }],
    [{ depends: { file: '~/data', link: true } }],
    [{ 'output-summary': '' }],
    [{ 'output-summary': '(?s)(?P<json>.*)\\Z' }],
    [{ listing: { description: [] } }],
    [
      {
        summary: { filename: 'x.toml', metrics: { a: 1, b: { value: null } }, run: { label: 'l' } },
      },
    ],
    [{ env: { A: 'x', B_2: 4, C: 0.5 } }],
    [{ requires: ['git', 'ffmpeg'] }],
  ])('%j', async (definition) => {
    expect(await checkOperation(definition)).toEqual([]);
  });
});

describe('definitions that are not valid, in the words of a person', () => {
  const commandWords =
    'must be a command line, a list of a program and its arguments, or a map of phases';
  const configWords =
    'must be a key path such as "train.py#lr", a list of key paths, a map with "keys", or a list of such maps';
  const dependsWords =
    'must be a map with one of "files", "run-select", "url" and "file", or of type "runs-summary" with "runs-select"';

  test.each<[unknown, string[]]>([
    [5, ['a must be a map of keys, not a number']],
    [{ foo: 1 }, ['a.foo is not a known key']],
    [{ desciption: 'x' }, ['a.desciption is not a known key: did you mean "description"?']],
    [{ description: 1 }, ['a.description must be text, not a number']],
    [{ version: 'a b' }, ['a.version must not contain blanks']],
    [{ version: '1\n' }, ['a.version must not contain blanks']],
    [{ version: '' }, ['a.version must not be empty']],
    [{ version: true }, ['a.version must be text or a number, not true']],
    [
      {
        depends: [
          { 'run-select': '' },
          { 'run-select': 'status == complete' },
          { type: 'runs-summary', 'runs-select': 'metrics.loss < 1' },
        ],
      },
      [
        'a.depends[0].run-select must not be empty',
        "a.depends[1].run-select is not a filter: 'status == complete': there is no status 'complete'. Did you mean 'completed'?",
        "a.depends[2].runs-select is not a filter: 'metrics.loss < 1': unknown field 'metrics.loss'. Did you mean 'metric.loss'?",
      ],
    ],
    [{ default: 'yes' }, ['a.default must be true or false, not text']],
    [{ exec: 1 }, [`a.exec ${commandWords}, not a number`]],
    [
      { exec: ['a', 1, ''] },
      ['a.exec[1] must be text, not a number', 'a.exec[2] must not be empty'],
    ],
    [{ exec: { rum: 'x' } }, ['a.exec.rum is not a known key: did you mean "run"?']],
    [
      { exec: { start: 'x' } },
      [
        'a.exec.start is not a known key: only stage-sourcecode, stage-runtime, stage-dependencies, run and finalize can be here',
      ],
    ],
    [
      { exec: { run: 1 } },
      ['a.exec.run must be a command line, or a list of a program and its arguments, not a number'],
    ],
    [{ progress: ['x'] }, ['a.progress must be "tqdm" or a map of phases, not a list']],
    [{ progress: 'TQDM' }, ['a.progress is "TQDM", but must be "tqdm"']],
    [{ progress: { run: 'bar' } }, ['a.progress.run is "bar", but must be "tqdm"']],
    [
      { sourcecode: 1 },
      ['a.sourcecode must be a pattern, a list of patterns, true or false, not a number'],
    ],
    [{ sourcecode: '' }, ['a.sourcecode must not be empty']],
    [{ config: true }, [`a.config ${configWords}, not true`]],
    [{ config: '' }, ['a.config must not be empty']],
    [{ config: {} }, ['a.config needs the key "keys"']],
    [{ config: { keys: [] } }, ['a.config.keys must not be an empty list']],
    [{ config: '-' }, ['a.config is not a key path: it names nothing']],
    [{ config: ['a', {}] }, ['a.config[1] must be text, not a map of keys']],
    [
      { config: { keys: 'a', rename: 'x' } },
      ['a.config.rename must be two names with a blank between them: "<old> <new>"'],
    ],
    [{ depends: {} }, [`a.depends ${dependsWords}`]],
    [{ depends: 'x' }, ['a.depends must be a dependency or a list of dependencies, not text']],
    [{ depends: { fils: 'x' } }, [`a.depends ${dependsWords}`]],
    [{ depends: ['x'] }, [`a.depends[0] ${dependsWords}, not text`]],
    [
      { depends: { files: 'x', lnk: true } },
      ['a.depends.lnk is not a known key: did you mean "link"?'],
    ],
    [{ depends: { type: 'run-files', files: 'x' } }, ['a.depends needs the key "run-select"']],
    [{ depends: { type: 'runs-summary' } }, ['a.depends needs the key "runs-select"']],
    [
      { depends: { url: 'ftp://x' } },
      ['a.depends.url must begin with http:// or https:// and contain no blanks'],
    ],
    [
      { depends: { url: 'http://x', sha256: 'x' } },
      ['a.depends.sha256 must be 64 hexadecimal digits'],
    ],
    [
      { depends: { files: 'x', target: '../x' } },
      ['a.depends.target must be a path inside the run directory, without ".."'],
    ],
    [
      { 'output-summary': 1 },
      ['a.output-summary must be true, false or a regular expression, not a number'],
    ],
    [
      { 'output-summary': '(' },
      ['a.output-summary is not a regular expression: /(/s: Unterminated group'],
    ],
    [
      { listing: { description: [1, ''] } },
      [
        'a.listing.description[0] must be text, not a number',
        'a.listing.description[1] must not be empty',
      ],
    ],
    [{ listing: { description: 'x' } }, ['a.listing.description must be a list, not text']],
    [
      { summary: { metrics: { x: 'high' } } },
      ['a.summary.metrics.x must be a number or null, or a map with such a "value", not text'],
    ],
    [
      { env: { 'A-B': 'x', C: true } },
      [
        'a.env.A-B is not the name of an environment variable',
        'a.env.C must be text or a number, not true',
      ],
    ],
    [{ requires: [''] }, ['a.requires[0] must not be empty']],
    [
      { __proto__x: 1, constructor: 2 },
      ['a.__proto__x is not a known key', 'a.constructor is not a known key'],
    ],
  ])('%j', async (definition, messages) => {
    expect(await checkOperation(definition)).toEqual(messages);
  });

  test.each([
    ["'open", 'a.sourcecode[0] is not a file pattern: '],
    ['-', 'a.sourcecode[0] is not a file pattern: '],
    ['""', 'a.sourcecode[0] is not a file pattern: '],
    ['x size>many', 'a.sourcecode[0] is not a file pattern: '],
  ])('the pattern %s', async (pattern, start) => {
    const messages = await checkOperation({ sourcecode: [pattern] });

    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(start);
  });
});

test.each<[DataFormat, string]>([
  ['json', '[]'],
  ['json', 'null'],
  ['json', '123'],
  ['json', '"x"'],
  ['yaml', ''],
  ['yaml', '- a'],
])('%s %j has no operations', async (format, text) => {
  expect(await checkLines(text, format)).toEqual(['1:1 The instance must be of type "object"']);
});

describe('all problems of a file are told at their places', () => {
  const expected = [
    '$runs-dir must be text, not a number',
    '$archives-dir is not a known key (warning)',
    '"" is not the name of an operation: it must not be empty or contain blanks',
    'a.exce is not a known key: did you mean "exec"? (warning)',
    'a.version must not contain blanks',
    'a.exec[1] must be text, not a number',
    '"b c" is not the name of an operation: it must not be empty or contain blanks',
  ];
  test.each<[DataFormat, string, string[]]>([
    [
      'toml',
      '"$runs-dir" = 1\n"$archives-dir" = "x"\n\n[""]\n[a]\nexce = "x"\nversion = "1 2"\nexec = [\n  "x",\n  7]\n["b c"]\n',
      ['1:15', '2:1', '4:2', '6:1', '7:11', '10:3', '11:2'],
    ],
    [
      'yaml',
      '$runs-dir: 1\n$archives-dir: x\n\n"": {}\na:\n  exce: x\n  version: 1 2\n  exec:\n    - x\n    - 7\nb c: {}\n',
      ['1:12', '2:1', '4:1', '6:3', '7:12', '10:7', '11:1'],
    ],
    [
      'json',
      '{"$runs-dir": 1, // one\n"$archives-dir": "x",\n"": {},\n"a": {\n  "exce": "x",\n  "version": "1 2",\n  "exec": ["x",\n    7]},\n"b c": {}}',
      ['1:15', '2:1', '3:1', '5:3', '6:14', '8:5', '9:1'],
    ],
  ])('%s', async (format, text, places) => {
    const lines = expected.map((message, index) => `${places[index]} ${message}`);

    expect(await checkLines(text, format)).toEqual(lines);
  });
});

test('a date is a problem wherever it stands, and the only one there', async () => {
  expect(await checkLines('[a]\nversion = 2024-01-31\ndefault = 10:00:00\n', 'toml')).toEqual([
    '2:11 a.version is a date, which has no meaning here: put it in quotes',
    '3:11 a.default is a date, which has no meaning here: put it in quotes',
  ]);
  expect(await checkLines('a: {version: 2024-01-31}\n', 'yaml')).toEqual([
    '1:14 a.version is a date, which has no meaning here: put it in quotes',
  ]);
});

test.each<[DataFormat, string]>([
  ['toml', '[a]\nversion = nan'],
  ['toml', '[a]\nversion = inf'],
  ['yaml', 'a: {version: .inf}'],
])('%s %j: a version is a finite number', async (format, text) => {
  expect((await check(text, format)).map(({ message }) => message)).toEqual([
    'a.version must be a finite number',
  ]);
});

test('of several default operations the first by name is used, the others are pointed out', async () => {
  const text =
    '[b]\ndefault = true\n[a]\ndefault = true\n[c]\ndefault = true\n[d]\ndefault = false\n';

  expect(await checkLines(text, 'toml')).toEqual([
    '2:11 b.default has no effect: "a" is the default operation (warning)',
    '6:11 c.default has no effect: "a" is the default operation (warning)',
  ]);
});

test('a summary file that nothing can read is pointed out', async () => {
  const text =
    'a: {summary: {filename: out.txt}}\nb: {summary: {filename: out.YML}}\nc: {summary: {}}\n';

  expect(await checkLines(text, 'yaml')).toEqual([
    '1:25 a.summary.filename cannot be read: it must end in .json, .toml or .yaml (warning)',
  ]);
});

test('a file whose problems are warnings can be used', async () => {
  expect(isUsable(await check('[a]\nfoo = 1', 'toml'))).toBe(true);
  expect(isUsable(await check('[a]\nfoo = 1\nexec = 1', 'toml'))).toBe(false);
});

test('problems name their places in the file and in the schema as JSON pointers', async () => {
  const problems = await check('{"a": {"foo": 1, "exec": {"run": [""]}}}', 'json');

  expect(problems).toMatchObject([
    {
      instanceLocation: '/a/foo',
      keywordLocation: '/patternProperties/^[^$]/$ref/additionalProperties',
      absoluteKeywordLocation: 'https://gageml.org/gagefile#/$defs/operation/additionalProperties',
    },
    {
      instanceLocation: '/a/exec/run/0',
      keywordLocation:
        '/patternProperties/^[^$]/$ref/properties/exec/$ref/anyOf/2/properties/run/anyOf/1/items/minLength',
      absoluteKeywordLocation:
        'https://gageml.org/gagefile#/$defs/exec/anyOf/2/properties/run/anyOf/1/items/minLength',
    },
  ]);
});
