import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

test('gage start takes the newest run that a filter lets through', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[a]\nexec = "true"\n[b]\nexec = "true"\n' });
  for (const operation of ['a', 'b']) {
    await callProgram(folder, ['run', operation, '--stage', '-y']);
  }
  const missed = await callProgram(folder, ['start', '1', '--where', 'operation == a', '-y']);
  expect([missed.status, missed.stderr]).toEqual([1, expect.stringContaining("No runs match '1'")]);
  const { status } = await callProgram(folder, ['start', '--where', 'operation == a', '-y', '-q']);
  expect(status).toBe(0);
  const { stdout } = await callProgram(folder, [
    'list',
    '--sort',
    'operation',
    '--columns',
    'operation,status',
    '--json',
  ]);
  expect(JSON.parse(stdout)).toEqual([
    { operation: 'a', status: 'completed' },
    { operation: 'b', status: 'staged' },
  ]);
});
