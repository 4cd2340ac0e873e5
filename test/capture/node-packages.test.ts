import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordNode } from '../../src/capture/node-packages.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const own = { path: process.execPath, version: process.version };

function placeOf(projectDir: string, runDir = join(projectDir, '.gage/runs/1')) {
  return { runDir, projectDir, env: process.env, timeoutMs: 30_000, own };
}

const LOCK = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { version: '1.0.0' },
    'node_modules/left': { version: '1.2.3' },
    'node_modules/@scope/right': { version: '0.1.0' },
    'node_modules/left/node_modules/right': { version: '9.0.0' },
    'packages/mine': { version: '5.0.0' },
    'node_modules/mine': { link: true },
  },
});

const PACKAGES = { left: '1.2.3', '@scope/right': '0.1.0', 'left/right': '9.0.0' };

describe('the packages of a Node.js', () => {
  test('are those npm has installed, in the nearest folder', async () => {
    const projectDir = makeTempDir();
    const source = join(projectDir, 'node_modules/.package-lock.json');
    writeFiles(projectDir, { 'node_modules/.package-lock.json': LOCK, 'package-lock.json': '{}' });
    expect(await recordNode(process.execPath, placeOf(projectDir))).toEqual({
      executable: process.execPath,
      version: process.version.slice(1),
      source,
      packages: PACKAGES,
    });
    const runDir = join(projectDir, '.gage/runs/1');
    writeFiles(runDir, {
      'node_modules/.package-lock.json': '{"packages":{"node_modules/own":{"version":"1.0.0"}}}',
    });
    const record = await recordNode(process.execPath, placeOf(projectDir));
    expect(record?.['packages']).toEqual({ own: '1.0.0' });
  });

  test('installed by another package manager are those the project asks for', async () => {
    const projectDir = makeTempDir();
    writeFiles(projectDir, {
      'package.json': '{"dependencies":{"a":"^1","gone":"1"},"devDependencies":{"@s/b":"2"}}',
      'node_modules/a/package.json': '{"version":"1.5.0"}',
      'node_modules/@s/b/package.json': '{"version":"2.0.1"}',
      'node_modules/c/package.json': '{"version":"3.0.0"}',
    });
    const record = await recordNode(process.execPath, placeOf(projectDir));
    expect(record?.['packages']).toEqual({ a: '1.5.0', '@s/b': '2.0.1' });
  });

  test('that are not installed are those npm would install', async () => {
    const projectDir = makeTempDir();
    writeFiles(projectDir, { 'package-lock.json': LOCK });
    const record = await recordNode(process.execPath, placeOf(projectDir, makeTempDir()));
    expect(record).toMatchObject({
      source: join(projectDir, 'package-lock.json'),
      packages: PACKAGES,
    });
  });

  test.each(['{', '[]', 'null', '{"packages": 1}', '{"packages":{"node_modules/x":null}}'])(
    'are none where the lock file is %s',
    async (lock) => {
      const projectDir = makeTempDir();
      writeFiles(projectDir, { 'package-lock.json': lock });
      const record = await recordNode(process.execPath, placeOf(projectDir));
      expect(record?.['packages']).toEqual({});
    },
  );

  test('another interpreter than Gage’s is asked for its version, and nothing else', async () => {
    const folder = makeTempDir();
    const node = join(folder, 'node');
    writeFiles(folder, {
      node: '#!/bin/sh\necho "v99.1.2 $*" | cut -d" " -f1\n[ -z "$NODE_OPTIONS" ]\n',
    });
    chmodSync(node, 0o755);
    const env = { ...process.env, NODE_OPTIONS: '--require ./harm.js' };
    const record = await recordNode(node, { ...placeOf(folder), runDir: folder, env });
    expect(record).toMatchObject({ executable: node, version: '99.1.2' });
  });
});
