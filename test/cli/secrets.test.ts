import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ls, withMeta } from '../../src/run/metadata.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

/** Made up, with the shapes of real ones, or none at all. */
const SECRETS = {
  flag: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  file: 'sk-0123456789abcdefghij',
  password: 'correct horse',
  operation: 'hunter2-of-operation',
  caller: 'hunter2-of-caller',
  option: 'hunter2-of-option',
};

const PROJECT = {
  'gage.toml': `[train]
exec = "python3 train.py --password ${SECRETS.option}"
config = ["train.py", "more.yml"]
env = { API_TOKEN = "${SECRETS.operation}" }
sourcecode = ["*.py", "*.yml"]
`,
  'train.py': `api_key = "${SECRETS.file}"
note = ""
import hashlib, os, sys
parts = [api_key, note, open("more.yml").read(), os.environ["API_TOKEN"], sys.argv[2]]
print(hashlib.sha256("|".join(parts).encode()).hexdigest())
`,
  'more.yml': 'db_password: old secret\n',
};

function expectNone(text: string, where: string): void {
  for (const [what, secret] of Object.entries({ ...SECRETS, old: 'old secret' })) {
    expect(text.includes(secret), `${what} in ${where}`).toBe(false);
  }
}

const FLAGS = [
  `api_key=${SECRETS.flag}`,
  `db_password=${SECRETS.password}`,
  `note=see ${SECRETS.caller}`,
];
const env = { CI_TOKEN: SECRETS.caller };

function project(): string {
  const folder = makeTempDir('project');
  writeFiles(folder, PROJECT);
  return folder;
}

describe('a run that is made with secrets', () => {
  test('gives them to its command, and has them nowhere in what is written down of it', () => {
    const folder = project();
    const made = runProgram(folder, ['run', 'train', '-y', ...FLAGS, '--json'], { env });
    expect(made.status, made.stderr).toBe(0);
    expectNone(made.stdout + made.stderr, '--json');
    const runsDir = join(folder, '.gage', 'runs');
    const zip = readdirSync(runsDir).find((name) => name.endsWith('.meta.zip')) ?? '';
    for (const member of ls(join(runsDir, zip))) {
      const text = withMeta(join(runsDir, zip), (meta) => meta.read(member)?.toString('latin1'));
      expectNone(text ?? '', member);
    }
    const python = readFileSync(join(runsDir, zip.replace('.meta.zip', ''), 'train.py'), 'utf8');
    expect(python).toContain(SECRETS.flag);
    for (const args of [
      ['show', '--json'],
      ['show'],
      ['show', '--config'],
      ['list', '--json'],
      ['list', '-w', 'lr = 1', '--json'],
      ['board', '--html', '--no-config'],
      ['board', '--csv', '--no-config'],
      ['board', '--json', '--no-config'],
      ['run', 'train', '--preview', '--json', ...FLAGS],
      ['run', 'train', '--preview', ...FLAGS],
      ['run', 'train', '--needed', '--json', ...FLAGS],
      ['logs', '--runner'],
    ]) {
      const { stdout, stderr } = runProgram(folder, args, { env });
      expectNone(stdout + stderr, args.join(' '));
    }
  });

  test('is found when it is needed again, and not with another secret', () => {
    const folder = project();
    expect(runProgram(folder, ['run', 'train', '-y', ...FLAGS], { env }).status).toBe(0);
    const again = runProgram(folder, ['run', 'train', '-y', '--needed', ...FLAGS], { env });
    expect(again.stderr).toContain('comparable run exists');
    const other = runProgram(folder, ['run', 'train', '-y', '--needed', 'db_password=another one']);
    expect(other.stderr).not.toContain('comparable run exists');
    expectNone(other.stderr, 'why it is needed');
  });

  test('cannot be started by another process without them, which is said', () => {
    const folder = project();
    writeFiles(folder, {
      'gage.toml': '[op]\nexec = "env"\nenv = { API_TOKEN = "hunter2hunter2" }\n',
    });
    expect(runProgram(folder, ['run', 'op', '-y', '--stage']).status).toBe(0);
    const refused = runProgram(folder, ['start', '-y']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('secrets are not written down, and these were: API_TOKEN');
    const started = runProgram(folder, ['start', '-y'], { env: { API_TOKEN: 'given-again' } });
    expect(started.status, started.stderr).toBe(0);
    expect(started.stdout).toContain('API_TOKEN=given-again');
  });

  test('in a batch has them from the process that made it, and the plan has none', () => {
    const folder = project();
    const made = runProgram(folder, ['run', 'train', '-y', 'note=[a,b]', ...FLAGS.slice(0, 2)]);
    expect(made.status, made.stderr).toBe(0);
    const batches = join(folder, '.gage', 'runs', '.batches');
    for (const entry of readdirSync(batches, { recursive: true, withFileTypes: true })) {
      if (!/jsonl?$/.test(entry.name)) continue;
      expectNone(readFileSync(join(entry.parentPath, entry.name), 'utf8'), entry.name);
    }
    const list = runProgram(folder, ['list', '--json']);
    expectNone(list.stdout, 'the list of its runs');
  });
});
