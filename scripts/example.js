/** Trains the classifier of examples/iris as a run and shows the run. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function gage(...args) {
  console.log(`\n$ gage ${args.join(' ')}`);
  const { status } = spawnSync(
    process.execPath,
    [`${root}bin/gage.js`, '-C', `${root}examples/iris`, ...args],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

gage('run', 'train', 'epochs=60', '--label', 'first run', '-y');
gage('list');
gage('show');
