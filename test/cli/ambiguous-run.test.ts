import { describe, expect, test } from 'vitest';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

/** A folder with two completed runs whose ids begin alike, a staged one aside. */
function makeRuns(): string {
  const folder = makeTempDir('project');
  for (const id of ['abcdef01', 'abcdef02', '12345678']) {
    const meta = `.gage/runs/${id}.meta`;
    writeFiles(folder, {
      [`.gage/runs/${id}/file`]: '',
      [`${meta}/opref`]: '2 p op',
      [`${meta}/config.json`]: '{}',
      [`${meta}/initialized`]: '1',
      [`${meta}/staged`]: '2',
      [`${meta}/proc/exit`]: '0',
    });
  }
  return folder;
}

describe('a beginning that fits two runs is refused, the runs are named, and nothing is changed', () => {
  test.each([
    'delete',
    'delete --permanent',
    'delete --where completed',
    'archive',
    'label --set x',
    'tag --add x',
    'comment --msg x',
    'stop',
    'copy --to copies',
    'util purge-run-files --file *',
    'associate',
    'purge',
    'restore',
  ])('gage %s', async (command) => {
    const folder = makeRuns();
    const isAway = command === 'purge' || command === 'restore';
    if (isAway) await callProgram(folder, ['delete', '--all', '-y']);
    const before = listFiles(folder);
    const words = [...command.split(' '), 'abcdef0'];
    const more = command === 'associate' ? ['.'] : ['-y'];
    const result = await callProgram(folder, [...words, ...more, '--json']);
    expect(result.status).toBe(1);
    const { error } = JSON.parse(result.stdout) as {
      readonly error: { readonly reason: string; readonly candidates: readonly { id: string }[] };
    };
    expect(error.reason).toBe('ambiguous-run');
    expect(error.candidates.map(({ id }) => id).sort()).toEqual(['abcdef01', 'abcdef02']);
    expect(result.stderr).toContain("'abcdef0' matches 2 runs");
    expect(listFiles(folder)).toEqual(before);
  });

  test('and one that fits a single run is enough', async () => {
    const folder = makeRuns();
    const { stdout } = await callProgram(folder, ['delete', 'abcdef02', '-y', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ deleted: [{ id: 'abcdef02' }] });
  });
});
