import { expect, test } from 'vitest';

import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

test.each([
  [['x=2'], 'Cannot set x in a.py: x and y share one value: set all of them, to the same'],
  [
    ['x=2', 'y=3'],
    'Cannot set x, y in a.py: x and y share one value: set all of them, to the same',
  ],
  [['rate=nan'], 'Cannot set rate in b.json: JSON has no nan'],
])(
  'flags %j, which the files cannot express, are refused before anything is made',
  async (flags, message) => {
    const folder = makeTempDir();
    const files = {
      'gage.toml': 'op = { exec = "cat a.py b.json", config = ["a.py", "b.json"] }\n',
      'a.py': 'x = y = 1\n',
      'b.json': '{"rate": 0.5}\n',
    };
    writeFiles(folder, files);

    for (const options of [['-y'], ['--preview'], ['--stage', '-y']]) {
      const { status, stderr } = await callProgram(folder, ['run', 'op', ...flags, ...options]);
      expect([options, status, stderr]).toEqual([options, 1, expect.stringContaining(message)]);
    }
    expect(listFiles(folder)).toEqual(Object.keys(files).sort());

    const { status, stdout } = await callProgram(folder, ['run', 'op', 'x=2', 'y=2', '-y']);
    expect([status, stdout]).toEqual([0, 'x = y = 2\n{"rate": 0.5}\n']);
  },
);
