import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finalizeRun, verifyRun } from '../../src/index.ts';
import { ls, withMeta } from '../../src/run/metadata.ts';
import { env, executedRun } from '../rig/runs.ts';

const NULS = '\0'.repeat(600);

describe('a run that lost a part of its metadata with the power', () => {
  test.each([
    ['manifest', NULS],
    ['log/files', `${NULS}\n`],
    ['opdef.json', ''],
  ])('is finalized all the same: %s', async (member, left) => {
    const { run } = await executedRun({ files: { 'a.py': '1' }, command: 'echo out > made' });
    writeFileSync(join(run.metaDir, member), left);
    const finalized = await finalizeRun(run, { env });
    expect(ls(finalized.metaDir)).toEqual(expect.arrayContaining(['manifest', 'proc/exit']));
    const { changed, missing, extra, unreadable } = await verifyRun(finalized);
    expect([changed, missing, extra, unreadable]).toEqual([[], [], [], []]);
    const log = withMeta(finalized.metaDir, (meta) => meta.read('log/runner')?.toString('utf8'));
    if (member !== 'opdef.json') expect(log).toContain(`${member} cannot be read and is made anew`);
  });

  test('gets whole lines after one that was cut off', async () => {
    const { run } = await executedRun({ files: { 'a.py': '1' }, command: 'echo out > made' });
    const path = join(run.metaDir, 'log/files');
    writeFileSync(path, `${readFileSync(path, 'utf8')}a s 12`);
    const finalized = await finalizeRun(run, { env });
    expect((await verifyRun(finalized)).verdict).toBe('intact');
  });
});
