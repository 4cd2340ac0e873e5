import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRun } from '../../src/index.ts';
import { clearLabel, effectiveLabel, setLabel } from '../../src/run/label.ts';
import { Run } from '../../src/run/run.ts';
import { listFiles, makeTempDir, readText, writeFiles } from '../rig/folders.ts';
import type { Value, ValueMap } from '../../src/values/value.ts';

function runWith(summary: string): Run {
  const run = new Run('abc', join(makeTempDir(), 'abc'));
  writeFiles(run.metaDir, { opref: '2 a b', 'summary.json': summary });
  return run;
}

const labelOf = (run: Run): string | undefined => readRun(run.metaDir).label;
const entryCount = (run: Run): number =>
  listFiles(join(run.runDir, '..')).filter((name) => name.includes('.user/')).length;

describe('the label of a run', () => {
  const summary: ValueMap = { run: { label: 'from the run' } };
  test.each<[own: Value | undefined, label: string | undefined]>([
    [undefined, 'from the run'],
    [null, 'from the run'],
    ['mine', 'mine'],
    ['', undefined],
    [3, '3'],
    [{ value: 'x' }, 'x'],
  ])('with the user’s %j is %j', (own, label) => {
    const attributes: ValueMap = own === undefined ? {} : { label: own };
    expect(effectiveLabel(attributes, summary)).toBe(label);
  });

  test.each<[summary: ValueMap]>([
    [{}],
    [{ run: null }],
    [{ run: { label: 3 } }],
    [{ run: { label: '' } }],
  ])('there is none with summary %j', (own) => {
    expect(effectiveLabel({}, own)).toBeUndefined();
  });
});

test('a cleared label stays cleared, also over one the run gave itself, and can be set again', () => {
  const run = runWith('{"run": {"label": "from the run"}}');
  expect(labelOf(run)).toBe('from the run');
  expect(setLabel(run, 'kim', 'mine')).toBe(true);
  expect(labelOf(run)).toBe('mine');
  expect(clearLabel(run, 'kim')).toBe(true);
  expect(labelOf(run)).toBeUndefined();
  expect(setLabel(run, 'kim', 'from the run')).toBe(true);
  expect(labelOf(run)).toBe('from the run');
});

test('an entry is only written where something changes', () => {
  const run = runWith('{"run": {"label": "from the run"}}');
  expect(setLabel(run, 'kim', 'from the run')).toBe(false);
  expect(clearLabel(runWith('{}'), 'kim')).toBe(false);
  expect(entryCount(run)).toBe(0);
  clearLabel(run, 'kim');
  expect(clearLabel(run, 'kim')).toBe(false);
  expect(entryCount(run)).toBe(1);
  const [name = ''] = listFiles(`${run.runDir}.user`);
  expect(readText(`${run.runDir}.user`, name)).toBe(
    '{"author": "kim", "set": {"label": ""}, "delete": []}',
  );
});

test('a run with a damaged summary can be labelled', () => {
  const run = runWith('{"run": ');
  expect(setLabel(run, 'kim', 'mine')).toBe(true);
  expect(labelOf(run)).toBe('mine');
});
