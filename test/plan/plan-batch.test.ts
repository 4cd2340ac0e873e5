import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAssignment } from '../../src/config/assignment.ts';
import { GageError } from '../../src/failures/failures.ts';
import { OpDef } from '../../src/operation/operation-definition.ts';
import { planBatch } from '../../src/plan/plan-batch.ts';
import type { BatchPlanOptions, PlannedBatch } from '../../src/plan/plan-batch.ts';
import { planOperation } from '../../src/plan/plan-run.ts';
import { readBatchFiles } from '../../src/plan/read-batch-file.ts';
import { Float } from '../../src/values/value.ts';
import type { ValueMap } from '../../src/values/value.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const DEFAULTS = 'lr = 0.1\nepochs = 3\nname = "base"\nopts = {"depth": 2, "width": 8}\n';

interface BatchSetup extends BatchPlanOptions {
  readonly input?: string;
}

/** The batch of files in a folder of their own; in the order given, `-` being standard input. */
async function plan(
  files: Readonly<Record<string, string>>,
  { input = '', ...options }: BatchSetup = {},
): Promise<PlannedBatch> {
  const directory = makeTempDir();
  const { '-': _input, ...onDisk } = files;
  writeFiles(directory, { 'train.py': DEFAULTS, ...onDisk });
  const project = { directory, namespace: 'p', gageFilePath: join(directory, 'gage.toml') };
  const config = ['train.py', 'train.py#opts.*', 'train.py#opts'];
  const opdef = new OpDef('train', { exec: 'true', config });
  const operation = await planOperation(project, opdef, process.env, makeTempDir('runs'));
  const read = await readBatchFiles(Object.keys(files), {
    resolvePath: (file) => join(directory, file),
    readStandardInput: async () => Promise.resolve(Buffer.from(input)),
  });
  return planBatch(operation, read, options);
}

async function valuesOf(...args: Parameters<typeof plan>): Promise<readonly ValueMap[]> {
  return (await plan(...args)).trials.map(({ values }) => ({ ...values }));
}

async function messageOf(...args: Parameters<typeof plan>): Promise<string> {
  const error = await plan(...args).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GageError)) throw new Error(`not refused: ${String(error)}`);
  return error.message;
}

describe('a batch file', () => {
  const expected = [
    { lr: 0.5, epochs: 1 },
    { lr: 0.25, epochs: 2 },
  ];

  test.each([
    ['g.csv', 'lr,epochs\n0.5,1\n0.25,2\n'],
    ['g.CSV', '\ufeff lr , epochs\r\n\r\n 0.5 , 1\r\n"0.25",2'],
    ['g.json', '[{"lr": 0.5, "epochs": 1}, {"lr": 0.25, "epochs": 2}]'],
    ['g.jsonl', '{"lr": 0.5, "epochs": 1}\n\n{"lr": 0.25, "epochs": 2}\n'],
    ['g.ndjson', '\ufeff{"lr": 0.5, "epochs": 1}\r\n{"lr": 0.25, "epochs": 2}'],
  ])('gives a trial for each row: %s', async (file, text) => {
    expect(await valuesOf({ [file]: text })).toEqual(expected);
  });

  test.each([
    ['CSV', '\nlr,epochs\n0.5,1\n0.25,2\n'],
    ['a list', '\n [{"lr": 0.5, "epochs": 1}, {"lr": 0.25, "epochs": 2}]'],
    ['objects', '{"lr": 0.5, "epochs": 1}\n{"lr": 0.25, "epochs": 2}'],
  ])('is standard input, known by how it begins: %s', async (_kind, input) => {
    expect(await valuesOf({ '-': '' }, { input })).toEqual(expected);
  });

  test('has cells that are read as flags are', async () => {
    const text = 'name,lr\n1_000,1\n"a, ""b""",1e-3\n\'5\',.5\n"two\nlines",2\n,3\n';
    expect(await valuesOf({ 'g.csv': text })).toEqual([
      { name: '1_000', lr: new Float(1) },
      { name: 'a, "b"', lr: 0.001 },
      { name: '5', lr: 0.5 },
      { name: 'two\nlines', lr: new Float(2) },
      { name: '', lr: new Float(3) },
    ]);
  });

  test('in JSON has values as they are, lists and maps included', async () => {
    const [trial] = (await plan({ 'g.json': '[{"opts": {"depth": 9}, "name": "[1]"}]' })).trials;
    expect(trial?.plan.config).toMatchObject({ opts: { depth: 9 }, name: '[1]' });
    expect(trial?.plan.config).not.toHaveProperty(['opts.depth']);
  });
});

describe('the trials of a batch', () => {
  const files = { 'a.csv': 'lr,epochs\n0.5,1\n0.25,2', 'b.json': '[{"epochs": 7}, {"epochs": 8}]' };

  test('are every combination of rows, the first file changing slowest, the later winning', async () => {
    const { trials, keys } = await plan(files);
    expect(keys).toEqual(['lr', 'epochs']);
    expect(trials.map(({ values }) => ({ ...values }))).toEqual([
      { lr: 0.5, epochs: 7 },
      { lr: 0.5, epochs: 8 },
      { lr: 0.25, epochs: 7 },
      { lr: 0.25, epochs: 8 },
    ]);
    expect(trials[2]).toMatchObject({
      number: 3,
      rows: [
        { file: 'a.csv', row: 2 },
        { file: 'b.json', row: 1 },
      ],
    });
  });

  test('take defaults from the files of the project, and flags win over rows', async () => {
    const flags = [parseAssignment('epochs=99')];
    const { trials } = await plan(files, { flags });
    expect(trials.map(({ plan: { config } }) => config['epochs'])).toEqual([99, 99, 99, 99]);
    expect(trials[0]?.plan.config).toMatchObject({ lr: 0.5, name: 'base' });
    expect(trials[0]?.plan.userKeys).toEqual(['lr', 'epochs']);
    expect(trials[0]?.values).toEqual({ lr: 0.5, epochs: 99 });
  });

  test('are the first of them with a maximum', async () => {
    const { trials } = await plan(files, { maxTrials: 3 });
    expect(trials.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect((await plan(files, { maxTrials: 50 })).trials).toHaveLength(4);
  });

  test('can be the first of a product too big to count', async () => {
    const rows = `epochs\n${'1\n'.repeat(1000)}`;
    const cube = { 'a.csv': rows, 'b.csv': rows, 'c.csv': rows };
    expect((await plan(cube, { maxTrials: 2 })).trials).toHaveLength(2);
    expect(await messageOf(cube)).toMatch(/^Too many runs in a.csv, b.csv, c.csv: 1000000000, /);
  });
});

describe('a batch is refused before anything is started', () => {
  test.each<[title: string, files: Record<string, string>, lines: string[]]>([
    [
      'keys and types, all at once',
      { 'g.csv': 'lr,epochz\n0.1,1\nfast,2\n0.1,3\nslow,4' },
      [
        'There are errors in g.csv',
        "g.csv: header (line 1): Unknown flag 'epochz'. Did you mean 'epochs'?",
        "g.csv: row 2 (line 3): Invalid value for 'lr': expected a number, got text: fast",
        "g.csv: row 4 (line 5): Invalid value for 'lr': expected a number, got text: slow",
      ],
    ],
    [
      'rows of another length, with the lines of rows behind cells of several lines',
      { 'g.csv': 'name,lr\n"a\nb",1\n\nc\nd,1,2\n' },
      [
        'There are errors in g.csv',
        'g.csv: row 2 (line 5): 1 value for 2 columns (name, lr)',
        'g.csv: row 3 (line 6): 3 values for 2 columns (name, lr)',
      ],
    ],
    [
      'a header that is ambiguous',
      { 'g.csv': 'lr, lr,\n1,2,3' },
      [
        'There are errors in g.csv',
        "g.csv: header (line 1): there is another column 'lr'",
        'g.csv: header (line 1): column 3 has no name',
      ],
    ],
    [
      'quotes and values that are not well formed',
      { 'g.csv': 'name,lr\n"a"b,1\n"a" b,2\n\'a\'b,3\nc,[1\n"d,5' },
      [
        'There are errors in g.csv',
        "g.csv: row 1 (line 2), column 'name': there is text behind the closing quote (a quote inside a cell is doubled)",
        "g.csv: row 2 (line 3), column 'name': there is text behind the closing quote (a quote inside a cell is doubled)",
        "g.csv: row 3 (line 4), column 'name': Unexpected token: 'b'",
        "g.csv: row 4 (line 5): Invalid value for 'lr': expected a number, got text: [1",
        "g.csv: row 5 (line 6), column 'name': the quote that begins the cell is not closed",
      ],
    ],
    [
      'items of JSON',
      { 'g.json': '[{"name": null}, 3, {"x": 1}, [], {"x": 2}, {"x": 3}]' },
      [
        'There are errors in g.json',
        "g.json: row 1: Invalid value for 'name': expected text, got null",
        'g.json: row 2: expected an object, got 3',
        "g.json: row 3: Unknown flag 'x'. Flags are: epochs, lr, name, opts.depth, opts.width (also in 2 more rows)",
        'g.json: row 4: expected an object, got a list',
      ],
    ],
    [
      'lines of JSON',
      { 'g.jsonl': '{"lr": 1}\n\n{"lr": 1\n5' },
      [
        'There are errors in g.jsonl',
        "g.jsonl: row 2 (line 3): not one JSON object: Expecting ',' delimiter at column 9",
        'g.jsonl: row 3 (line 4): expected an object, got 5',
      ],
    ],
    [
      'several files at once',
      { 'a.csv': 'lr\nx', 'b.csv': 'lr\ny' },
      [
        'There are errors in a.csv, b.csv',
        "a.csv: row 1 (line 2): Invalid value for 'lr': expected a number, got text: x",
        "b.csv: row 1 (line 2): Invalid value for 'lr': expected a number, got text: y",
      ],
    ],
    [
      'rows that do not go together',
      { 'a.json': '[{"opts": {"depth": 1}}, {"lr": 1}]', 'b.csv': 'opts.depth\n3' },
      [
        'There are errors in b.csv',
        "b.csv: row 1 (line 2): 'opts.depth' is a part of 'opts': set one of them (row 1 of a.json, row 1 of b.csv)",
      ],
    ],
    [
      'JSON that is none',
      { 'g.json': '[{]' },
      [
        'Cannot read batch file g.json: Expecting property name enclosed in double quotes: line 1 column 3 (char 2)',
      ],
    ],
    ['JSON that is no list', { 'g.json': '{}' }, ['Expected an array of objects in g.json']],
    [
      'other text',
      { 'g.csv': 'lr\n\u0000' },
      [
        'There are errors in g.csv',
        "g.csv: row 1 (line 2): Invalid value for 'lr': expected a number, got text: \u0000",
      ],
    ],
    ['no rows', { 'a.csv': 'lr\n\n', 'b.json': '[{}]' }, ['Nothing to run in a.csv, b.json']],
    ['nothing at all', { 'a.csv': '' }, ['Nothing to run in a.csv']],
    [
      'another extension',
      { 'g.txt': '' },
      [
        'Unsupported extension for batch file g.txt',
        '',
        'Use .csv, .json, .jsonl or .ndjson, or - to read standard input.',
      ],
    ],
  ])('%s', async (_title, files, lines) => {
    expect((await messageOf(files)).split('\n')).toEqual(lines);
  });

  test('when a flag is wrong, whatever the rows say', async () => {
    const flags = [parseAssignment('lr=x')];
    expect(await messageOf({ 'g.csv': 'lr\ny' }, { flags })).toBe(
      "Invalid value for 'lr': expected a number, got text: x",
    );
  });

  test('when a row is wrong that is not among the first, or that a flag wins over', async () => {
    const options = { flags: [parseAssignment('lr=1')], maxTrials: 1 };
    expect(await messageOf({ 'g.csv': 'lr\n1\nx' }, options)).toMatch(/row 2 \(line 3\)/);
  });

  test('with a few of many errors listed', async () => {
    const lines = (await messageOf({ 'g.csv': `lr\n${'x\n'.repeat(100)}` })).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('and 80 more');
  });
});

describe('what cannot be read is told', () => {
  const read = async (files: readonly string[]): Promise<unknown> => {
    const directory = makeTempDir();
    writeFiles(directory, { 'utf16.csv': '', 'dir.csv/x': '' });
    return readBatchFiles(files, {
      resolvePath: (file) => join(directory, file),
      readStandardInput: async () => Promise.resolve(Buffer.from([0xff, 0xfe, 0x6c, 0])),
    });
  };

  test.each([
    [['missing.csv'], 'Batch file missing.csv does not exist'],
    [['missing.csv', 'x.txt'], 'Unsupported extension for batch file x.txt'],
    [['dir.csv'], 'Cannot read batch file dir.csv: it is a directory'],
    [['-'], 'Cannot read batch file standard input: it is not UTF-8 text'],
    [['-', '-'], 'standard input can be one batch file only'],
  ])('%s', async (files, message) => {
    await expect(read(files)).rejects.toThrow(message);
  });
});
