import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

function makeExample(): string {
  const folder = join(makeTempDir('examples'), 'optimizers');
  cpSync(join(import.meta.dirname, '..', '..', 'examples', 'optimizers'), folder, {
    recursive: true,
    filter: (path) => !/[\\/]\.gage$/.test(path),
  });
  return folder;
}

test('successive halving finds its way, in runs side by side', () => {
  const folder = makeExample();
  const optimizer = 'python3 halving.py --budget epochs=1:4:2 --candidates 4 lr=0.0001:1';
  const args = ['run', 'train', '-y', '-j', '2', '--json', '--optimizer', optimizer];
  const { status, stdout } = runProgram(folder, [...args, 'momentum=0.9']);
  expect(status).toBe(0);
  const { count, completed, runs } = JSON.parse(stdout);
  expect({ count, completed }).toEqual({ count: 7, completed: 7 });
  const epochs = runs.map(({ values }: { values: { epochs: number } }) => values.epochs);
  expect(epochs).toEqual([1, 1, 1, 1, 2, 2, 4]);
}, 60_000);

test('a batch whose optimizer died goes on: what was made is told, numbers go on', () => {
  const folder = makeExample();
  writeFiles(folder, {
    'opt.sh': `
      while read -r line; do
        case "$line" in
          *'"tell"'*) echo "$line" | grep -o '"trial": [0-9]*' >> told.txt ;;
          *'"ask", "trial": 3'*)
            if [ -e again ]; then echo '{"type": "trial", "values": {"epochs": 3}}'
            else touch again; exit 1; fi ;;
          *'"ask", "trial": 4'*) echo '{"type": "done"}' ;;
          *'"ask"'*) echo '{"type": "trial", "values": {}}' ;;
        esac
      done`,
  });
  const died = runProgram(folder, ['run', 'train', '-y', '--optimizer', 'sh opt.sh']);
  expect(died.status).toBe(1);
  expect(died.stderr).toContain('The optimizer failed: it ended with exit code 1');
  const resumed = runProgram(folder, ['batch', 'resume', '1', '--json']);
  expect(resumed.status).toBe(0);
  expect(JSON.parse(resumed.stdout).runs).toMatchObject([
    { trial: 3, status: 'completed', values: { epochs: 3 } },
  ]);
  const told = runProgram(folder, ['select', '--json', '1:9']).stdout;
  expect(JSON.parse(told)).toHaveLength(3);
}, 60_000);

test('nothing is started where flags and optimizer do not go together', () => {
  const folder = makeExample();
  const { status, stderr } = runProgram(folder, ['run', '-y', 'lr=[1,2]', '--optimizer', 'true']);
  expect(status).toBe(1);
  expect(stderr).toContain("an optimizer chooses values: 'lr' cannot have several");
});
