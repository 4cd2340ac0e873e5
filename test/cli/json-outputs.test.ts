import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leafCommands } from '../rig/commands.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';
import { checkJsonOutput, outputSchemaNames } from '../rig/json-outputs.ts';

const GAGE_FILE = `
[train]
description = "Trains"
default = true
exec = "echo loss: 0.5; test $(grep -c 0 values.json) = 1"
config = "values.json"
`;

/** A story in which every form of JSON output occurs; the program has to succeed unless a line ends in `!`. */
const STORY = `
operations --json
config --json
check --json
check -v --json
check gage.toml --json
check --board board.json --json
check --version >=0 --json
run --preview --json
run --help-op --json
run -y --json code=0 --label first
run -y --events code=0
run -y --events code=1 !
run --json nothing -y !
run -y --needed --json code=0 !
run -y --needed --json code=1 !
run -y --needed --events code=0 !
why --json
run --batch grid.csv --needed --preview --json
run --batch grid.csv --trials 1 --seed 3 --preview --json
run --batch grid.csv -y --trials 2 --json !
run --batch grid.csv --preview --json
run --batch grid.csv -y --json !
run --batch grid.csv -y --events !
batch list --json
batch show --json
batch show --failed --json
batch status --json !
batch retry --failed --json !
batch resume --json
batch attach --json !
batch pause --json
batch stop --json !
batch delete 1 -y --json
run -y --stage --json
start -y --json
run --stage -y
run --start 1 -y --events
list --json
list --columns name,started --json
list --nothing --json !
show --json
show --config --json
show --files --json
show --summary --json
select --json 1:3
board --json
logs --json
logs --json nothing !
tag 1 --add a --remove b -y --json
tag --list --json
label 1 --set b -y --json
label 1 --clear -y --json
label 1 -y --json !
comment 1 --msg text --json
comment --list --json
comment 1 --delete nothing -y --json !
archive 2 --name old -y --json
archive --list --json
archive --rename old new -y --json
restore --archive new -y --json
archive --delete new -y --json
archive --delete-empty -y --json
associate 1 . --json
delete 1 -y --json
restore 1 -y --json
delete 1 -y --json
purge --all -y --json
delete 1 --permanent -y --json
sign 1 -k key.pem --json
verify --json
verify 1 --signature -k key.pub.pem --json
recover --json
stop --all -y --json
util purge-run-files 1 -f *.json --preview --json
util purge-run-files 1 -f *.json -y --json
copy --all --dest ../copies -y --json
publish --dest ../site --dry-run --json
publish --dest ../site -y --json
`;

const OPTIMIZER = `node '${join(import.meta.dirname, '../../examples/optimizers/random.mjs')}' code=0:0`;

/** Outputs of commands about batches that are run meanwhile: test/batch/detached-batch.test.ts sees them. */
const OF_RUNNING_BATCHES = new Set([
  'run--batch--detach',
  'batch-resume--detach',
  'batch-retry--detach',
  'batch-stop',
]);

describe('JSON outputs', () => {
  test('fit their schemas, every one of them', async () => {
    const folder = makeTempDir('project');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFiles(folder, {
      'gage.toml': GAGE_FILE,
      'values.json': '{"code": 0}',
      'grid.csv': 'code\n0\n1\n',
      'board.json': '{"title": "All"}',
      'key.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'key.pub.pem': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    });
    const seen = new Set<string>();
    for (const line of STORY.trim().split('\n')) {
      const isFailing = line.endsWith(' !');
      const words = (isFailing ? line.slice(0, -2) : line).split(' ');
      const result = await callProgram(folder, words);
      expect([line, result.status === 0, result.stderr]).toEqual([line, !isFailing, result.stderr]);
      checkJsonOutput(words, result).forEach((name) => seen.add(name));
    }
    // The id of a comment is known only when it is there.
    await callProgram(folder, ['comment', '1', '-m', 'text']);
    const [comment] = JSON.parse(
      (await callProgram(folder, ['comment', '--list', '--json'])).stdout,
    ) as [{ id: string }];
    const words = ['comment', '1', '--delete', comment.id, '-y', '--json'];
    checkJsonOutput(words, await callProgram(folder, words)).forEach((name) => seen.add(name));
    const optimized = ['run', '--optimizer', OPTIMIZER, '--trials', '1', '-y', '--json'];
    checkJsonOutput(optimized, await callProgram(folder, optimized)).forEach((name) =>
      seen.add(name),
    );
    const inStory = outputSchemaNames().filter((name) => !OF_RUNNING_BATCHES.has(name));
    expect([...seen].sort()).toEqual(inStory);
  });

  test.each(
    leafCommands()
      .filter(({ command }) =>
        (command.options ?? []).some(({ names }) => names.includes('--json')),
      )
      .map(({ path }) => path),
  )('gage %s has a schema', (path) => {
    const base = path.replaceAll(' ', '-');
    expect(outputSchemaNames().some((name) => name.split('--')[0] === base)).toBe(true);
  });
});

describe('the comparison with schemas', () => {
  const check = (words: string, stdout: string, stderr = ''): (() => unknown) => {
    return () => checkJsonOutput(words.split(' '), { status: 0, stdout, stderr });
  };

  test('refuses what the schema does not know, lacks, or is no JSON', () => {
    expect(check('delete 1 -y --json', '{"deleted": []}')).not.toThrow();
    expect(check('delete 1 -y --json', '{"deleted": [], "more": 1}')).toThrow(
      /additional properties/,
    );
    expect(check('delete 1 -y --json', '{}')).toThrow(/required property 'deleted'/);
    expect(check('delete 1 -y --json', '')).toThrow(/did not print JSON/);
    expect(check('select 1 --json', '[NaN]')).toThrow(/did not print JSON/);
    expect(check('run x --events', '{"type": "run-gone"}\n')).toThrow(/events\.json/);
  });

  test('takes the schema with the options that are given', () => {
    expect(check('show --files --json', '[]')).not.toThrow();
    expect(check('show --json', '[]')).toThrow(/schema\/output\/show\.json/);
    expect(check('show --json', '{"error": {"reason": "no-runs", "message": "m"}}')).not.toThrow();
  });

  test('takes an empty output for an answer of no only', () => {
    expect(check('delete 1 --json', '', 'Continue? (Y/n) n')).not.toThrow();
    expect(check('list --json', '')).toThrow();
  });
});
