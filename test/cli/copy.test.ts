import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

test('gage copy --from says where runs cannot be put before it copies any', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n', blocker: '' });
  await callProgram(folder, ['run', '-y']);
  const words = ['--runs', 'blocker/runs', 'copy', '--all', '--from', '.gage/runs', '-y', '--json'];
  const { status, stdout } = await callProgram(folder, words);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { reason: 'runs-dir-unwritable' } });
});
