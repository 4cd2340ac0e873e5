import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FilterField } from '../../src/filter/filter-fields.ts';
import { parseFilter } from '../../src/catalog/filter-runs.ts';
import { recordReader } from '../../src/catalog/record-reader.ts';
import {
  OpRef,
  Run,
  deleteRun,
  readRun,
  setUserAttributes,
  writeProjectReference,
} from '../../src/index.ts';
import type { RunRecord, ValueMap } from '../../src/index.ts';
import { makeTempDir } from '../rig/folders.ts';
import { finalizedRun } from '../rig/runs.ts';

const summary = {
  metrics: { accuracy: { value: 0.93, label: 'Accuracy' }, 'loss.val': 0.2 },
  attributes: { model: { name: 'tiny' }, note: 'own' },
  run: { label: 'epoch 12' },
};

describe('a record of a real run', () => {
  test('is filtered by everything that is known of it', async () => {
    const projectDir = makeTempDir('demo');
    const run = await finalizedRun({
      projectDir,
      config: { lr: 0.1, 'model.depth': 3 },
      command: ['node', '-e', `console.log(${JSON.stringify(JSON.stringify(summary))})`],
    });
    writeProjectReference(run, projectDir);
    setUserAttributes(run, {
      author: 'kim',
      set: {
        label: 'best so far',
        'tag:paper': '',
        'comment:018f34b9-15fb': { msg: 'Looks overfit', timestamp: 1714576496123 },
        note: 'by kim',
      },
    });
    const record = readRun(run.metaDir);
    for (const filter of [
      'op',
      'operation == op and namespace == project and version == null',
      'completed',
      'so far',
      'epoch',
      `id == ${run.id} and name == ${run.name} and exit_code == 0`,
      'tag == paper and tag:paper and tag != draft',
      'comment =~ overfit',
      `project == "${projectDir}"`,
      'config.lr == 0.1 and config.model.depth == 3',
      'metric.accuracy > 0.9 and metric.loss.val < 1',
      'attr.model.name == tiny and attribute.note == "by kim"',
      'started <= stopped and started < now + 1s and duration < 1h and initialized <= staged',
    ]) {
      expect(parseFilter(filter)(record), filter).toBe(true);
    }
    for (const filter of [
      'error',
      'tag == draft',
      'config.depth',
      'metric.accuracy.unit',
      'run.version',
    ]) {
      expect(parseFilter(filter)(record), filter).toBe(false);
    }
  });

  test('that is only known by its reference has few values', async () => {
    const run = await finalizedRun({});
    const record = readRun(run.metaDir);
    expect(
      parseFilter('tag == null and comment == null and label == null and project == null')(record),
    ).toBe(true);
    expect(parseFilter(undefined)(record)).toBe(true);
    expect(parseFilter('')(record)).toBe(true);
    deleteRun(run);
  });
});

describe('a record', () => {
  const base = recordOf({});

  test('reads the project only when it is asked', () => {
    const folder = makeTempDir();
    const record = recordOf({ run: new Run('ab', `${folder}/ab`) });
    const reader = recordReader(record);
    const project: FilterField = { of: 'run', name: 'project' };
    expect(reader.read({ of: 'run', name: 'status' })).toBe('completed');
    expect(reader.read(project)).toBeUndefined();
    mkdirSync(`${folder}/ab`);
    writeFileSync(`${folder}/ab.project`, 'file:/lab');
    expect(reader.read(project)).toBe('/lab');
  });

  test('has no label when it was cleared', () => {
    const cleared = recordReader(recordOf({ label: '' }));
    expect(cleared.read({ of: 'run', name: 'label' })).toBeUndefined();
  });

  test.each<[string, ValueMap, unknown]>([
    ['a', { a: 1 }, 1],
    ['a.b', { 'a.b': 1, a: { b: 2 } }, 1],
    ['a.b', { a: { b: 2 } }, 2],
    ['a.b.c', { 'a.b': { c: 3 } }, 3],
    ['a.b.c', { a: { 'b.c': 3 } }, 3],
    ['a.b', { a: 1 }, undefined],
    ['a.b', { a: [1] }, undefined],
    ['__proto__', {}, undefined],
    ['__proto__.toString', {}, undefined],
    ['constructor.name', {}, undefined],
  ])('finds %s in %j', (name, config, value) => {
    expect(recordReader({ ...base, config }).read({ of: 'config', name })).toBe(value);
  });
});

function recordOf(values: Partial<Pick<RunRecord, 'run' | 'label'>>): RunRecord {
  const opref = new OpRef('demo', 'train');
  return {
    run: new Run('ab', '/nowhere/ab'),
    id: 'ab',
    name: 'babab',
    opref,
    status: 'completed',
    exitCode: 0,
    initialized: 1,
    staged: 2,
    started: 3,
    stopped: 4,
    timestamp: 3,
    config: {},
    summary: {},
    attributes: {},
    label: undefined,
    formerName: undefined,
    fingerprint: undefined,
    batch: undefined,
    ...values,
  };
}
