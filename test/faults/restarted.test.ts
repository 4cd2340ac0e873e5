import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { currentProcess } from '../../src/platform/process-identity.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

const GAGE_FILE = `
[work]
exec = "sh work.sh"
config = "values.env"
sourcecode = ["work.sh", "values.env"]
depends = { files = "data.csv", link = true }
`;

function makeProject(): string {
  const folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': GAGE_FILE,
    'work.sh': 'echo done\n',
    'values.env': 'n=0\n',
    'data.csv': 'a,b\n',
  });
  return folder;
}

const runsDirOf = (project: string): string => join(project, '.gage', 'runs');

/** The metadata folders of runs, as paths. */
function metaDirs(project: string): readonly string[] {
  const runsDir = runsDirOf(project);
  return readdirSync(runsDir)
    .filter((name) => name.endsWith('.meta'))
    .map((name) => join(runsDir, name));
}

/** Makes notes those of a machine that was started again since. @param host as it is called now, if that is another name. */
function restartAfter(metaDir: string, host = currentProcess().host): void {
  for (const name of ['owner', 'stager']) {
    const path = join(metaDir, 'proc', `${name}.json`);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      continue;
    }
    const { bootId, host: before } = currentProcess();
    writeFileSync(path, text.replaceAll(bootId, 'another-boot').replaceAll(before, host));
  }
}

/** What a loss of power does to content that nobody waited for. */
function loseContent(path: string): void {
  rmSync(path);
  writeFileSync(path, '');
}

describe('a staged run, after its machine was started again', () => {
  const staged = (): { readonly project: string; readonly metaDir: string } => {
    const project = makeProject();
    expect(runProgram(project, ['run', 'work', '--stage', '-y']).status).toBe(0);
    const [metaDir = ''] = metaDirs(project);
    return { project, metaDir };
  };

  test('is started when its files are what was staged, whatever has become of what it links to', () => {
    const { project, metaDir } = staged();
    restartAfter(metaDir);
    appendFileSync(join(project, 'data.csv'), '1,2\n');
    const { status, stderr } = runProgram(project, ['start', '1', '-y']);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(runProgram(project, ['list', '--json']).stdout).toContain('"status": "completed"');
  });

  test.each([
    ['of the same name', undefined],
    ['of another name', 'another-host'],
  ])('on a machine %s is not started without one of them', (_, host) => {
    const { project, metaDir } = staged();
    restartAfter(metaDir, host);
    loseContent(join(metaDir.replace(/\.meta$/, ''), 'work.sh'));
    const { status, stderr } = runProgram(project, ['start', '1', '-y']);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^gage: work\.sh in \S+ is not what was staged before .*\n {2}work\.sh\n/,
    );
    expect(runProgram(project, ['list', '--json']).stdout).toContain('"status": "staged"');
  });

  test('is staged again by its batch where a file is lost', () => {
    const project = makeProject();
    const begin = runProgram(project, ['run', 'work', 'n=[1,2]', '--stage', '-y']);
    expect(begin.status, begin.stderr).toBe(0);
    const [first = '', second = ''] = metaDirs(project);
    for (const metaDir of [first, second]) restartAfter(metaDir);
    loseContent(join(first.replace(/\.meta$/, ''), 'work.sh'));
    const resumed = runProgram(project, ['batch', 'resume', '--quiet']);
    expect(resumed.status, resumed.stderr).toBe(0);
    const { stdout } = runProgram(project, ['list', '--json']);
    expect(stdout.match(/"status": "completed"/g)).toHaveLength(2);
    expect(runProgram(project, ['verify', '--all']).status).toBe(0);
  });
});

test('a run that does not say what it is, after its machine was started again, is removed, and told of', () => {
  const project = makeProject();
  runProgram(project, ['run', 'work', '--stage', '-y']);
  const [metaDir = ''] = metaDirs(project);
  mkdirSync(join(metaDir, 'proc'), { recursive: true });
  writeFileSync(
    join(metaDir, 'proc', 'owner.jsonl'),
    JSON.stringify({ step: 'run', runner: { ...currentProcess(), bootId: 'another-boot' } }),
  );
  for (const member of ['opref', '__schema__']) loseContent(join(metaDir, member));
  const { status, stderr } = runProgram(project, ['recover']);
  expect(status).toBe(0);
  expect(stderr).toMatch(/^Removed run \S+-\S+: what it was is lost with the power\n$/m);
  expect(readdirSync(runsDirOf(project)).filter((name) => !name.startsWith('.'))).toEqual([]);
});
