import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  readProjectReference,
  removeProjectReference,
  writeProjectReference,
} from '../../src/run/project-reference.ts';
import { Run } from '../../src/run/run.ts';
import { makeTempDir, readText, writeFiles } from '../rig/folders.ts';

describe('a reference is relative inside what looks like the project, absolute outside', () => {
  test.each([
    ['w/demo/.gage/runs', 'w/demo', 'file:../..'],
    ['w/demo/.runs', 'w/demo', 'file:..'],
    ['w/demo', 'w/demo', 'file:.'],
    ['srv/runs', 'w/demo', 'file:<root>/w/demo'],
    ['w/demo-runs', 'w/demo', 'file:<root>/w/demo'],
    ['w/demo/.gage/runs', '', 'file:../../../..'],
  ])('runs in %s of project %s: %s', (runsDir, project, content) => {
    const root = makeTempDir();
    const run = new Run('abc', join(root, runsDir, 'abc'));
    const projectDir = join(root, project);
    writeFiles(projectDir, { 'gage.toml': '' });
    writeProjectReference(run, projectDir);
    const text = readText(root, runsDir, 'abc.project');
    expect(text.replace(`file:${root}`, 'file:<root>')).toBe(content);
    expect(readProjectReference(run)).toBe(projectDir);
  });
});

test('a project is found by its `.gage` alone, too', () => {
  const root = makeTempDir();
  const run = new Run('abc', join(root, '.gage', 'runs', 'abc'));
  writeProjectReference(run, root);
  expect(readText(root, '.gage/runs/abc.project')).toBe('file:../..');
  expect(readProjectReference(run)).toBe(root);
});

test('a relative project folder is refused, and nothing is written', () => {
  const run = new Run('abc', join(makeTempDir(), 'abc'));
  expect(() => {
    writeProjectReference(run, 'demo');
  }).toThrow('project_dir must be absolute: "demo"');
  expect(readProjectReference(run)).toBeUndefined();
});

describe('reading', () => {
  test.each([
    ['file:../p\n', (runsDir: string) => join(dirname(runsDir), 'p')],
    ['file:../missing', (runsDir: string) => join(dirname(runsDir), 'missing')],
    ['file:/gone/with spaces', () => '/gone/with spaces'],
    ['http://example.com', () => undefined],
    ['', () => undefined],
  ])('%j', (text, expected) => {
    const runsDir = makeTempDir();
    mkdirSync(runsDir, { recursive: true });
    writeFiles(dirname(runsDir), { 'p/gage.toml': '' });
    writeFileSync(join(runsDir, 'abc.project'), text);
    expect(readProjectReference(new Run('abc', join(runsDir, 'abc')))).toBe(expected(runsDir));
  });
});

test('removing a reference that is not there is no error', () => {
  const run = new Run('abc', join(makeTempDir(), 'abc'));
  removeProjectReference(run);
  writeProjectReference(run, '/p');
  removeProjectReference(run);
  expect(readProjectReference(run)).toBeUndefined();
});
