import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { formatDisplayValue } from '../../src/values/display-text.ts';
import { parseJson } from '../../src/values/json-text.ts';
import { isMap } from '../../src/values/value.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { CTRL_C, runAtTerminal } from '../rig/pseudo-terminal.ts';

const GAGE_FILE = `
[work]
exec = "sh work.sh"
config = "work.env"

[broken]
exec = { run = "true", stage-runtime = "exit 4" }
config = "work.env"
`;

const VARIABLES = 'n=0\ncode=0\nwait=false\n';

/** Fails with the exit code `code`; waits for ever where `wait` says so; tells a line it reads. */
const WORK = `
. ./work.env
read line
echo "run $n $line"
if [ "$wait" = true ]; then exec sleep 600; fi
exit $code
`;

function makeProject(files: Readonly<Record<string, string>>): string {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': GAGE_FILE, 'work.sh': WORK, 'work.env': VARIABLES, ...files });
  return folder;
}

/** `n=1 completed`, oldest first. */
function runsOf(folder: string): readonly string[] {
  return listRuns(join(folder, '.gage', 'runs'))
    .runs.map(({ config, status }) => `n=${formatDisplayValue(config['n'])} ${status}`)
    .toReversed();
}

const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

describe('a batch', () => {
  test('of 30 runs of which 3 fail is performed to its end', () => {
    const rows = numbers(30).map((n) => `${n},${[7, 13, 30].includes(n) ? n : 0}`);
    const folder = makeProject({ 'grid.csv': `n,code\n${rows.join('\n')}\n` });
    const { status, stdout, stderr } = runProgram(folder, ['run', 'work', '-y', '-b', 'grid.csv']);
    expect(status).toBe(1);
    expect(stdout.split('\n').map((line) => line.trim())).toEqual([
      ...numbers(30).map((n) => `run ${n}`),
      '',
    ]);
    const failed = [7, 13, 30].map(
      (n) => `exited with an error (${n})  (${n} of 30: n=${n} code=${n})`,
    );
    const lines = stderr.replace(/^Run \w+-\w+ /gm, '').split('\n');
    const end = [
      '',
      '3 of 30 runs failed:',
      ...failed,
      '',
      "Try 'gage show <name>' for run details.",
      '',
    ];
    expect(lines).toEqual([...failed, ...end]);
    expect(runsOf(folder)).toEqual(
      numbers(30).map((n) => `n=${n} ${[7, 13, 30].includes(n) ? 'error' : 'completed'}`),
    );
  });

  test('that is interrupted starts no more, and stops the run it is at when it is again', async () => {
    const folder = makeProject({ 'grid.csv': 'n,wait\n1,false\n2,true\n3,false\n4,false\n' });
    const child = spawn(
      process.execPath,
      [PROGRAM_PATH, 'run', 'work', '-y', '-b', 'grid.csv', '--events'],
      { cwd: folder, env: { ...cleanEnv(), HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stdout = '';
    let stderr = '';
    let interrupts = 0;
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      const isTime = stderr.includes(interrupts === 0 ? 'run 2' : 'Waiting for the run');
      if (isTime && interrupts < 2 && child.kill('SIGINT')) interrupts++;
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(status).toBe(130);
    expect(stderr).toMatch(/was stopped {2}\(2 of 4: n=2 wait=true\)/);
    expect(stderr).toMatch(
      /\nBatch stopped: 2 of 4 runs not started, 1 stopped\nTo go on with it, use 'gage batch resume \S+'\n$/,
    );
    expect(runsOf(folder)).toEqual(['n=1 completed', 'n=2 terminated']);
    expect(eventsOf(stdout)).toEqual([
      'batch-started',
      '1 run-staged',
      '1 run-started',
      '1 run-ended completed',
      '2 run-staged',
      '2 run-started',
      '2 run-ended terminated',
      '3 run-not-started not-started',
      '4 run-not-started not-started',
      'batch-ended',
    ]);
  });

  test('asks with its size before it starts', () => {
    const folder = makeProject({ 'a.csv': 'n\n1\n2\n', 'b.json': '[{"code": 0}, {"code": 3}]' });
    const args = ['run', 'work', '-b', 'a.csv', '-b', 'b.json'];
    const { status, stderr } = runProgram(folder, args, { input: 'n\n' });
    const question = 'You are about to run work in a batch of 4 (defined in a.csv, b.json)';
    expect([status, stderr]).toEqual([0, `${question}\n\nContinue? (Y/n) `]);
    expect(runsOf(folder)).toEqual([]);
  });

  test('with a row that is wrong starts nothing', () => {
    const folder = makeProject({ 'grid.csv': 'n\n1\nx\n' });
    const { status, stderr } = runProgram(folder, ['run', 'work', '-y', '-b', 'grid.csv']);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "gage: There are errors in grid.csv\ngrid.csv: row 2 (line 3): Invalid value for 'n': expected a number, got text: x\n",
    );
    expect(runsOf(folder)).toEqual([]);
  });

  test('takes files below the directory that -C names', () => {
    const folder = makeProject({ 'sub/grid.csv': 'n\n1\n' });
    const args = ['-C', 'sub', 'run', 'work', '-y', '-q', '-b', 'grid.csv'];
    expect(runProgram(folder, args)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(runsOf(folder)).toEqual(['n=1 completed']);
  });

  test('from standard input needs --yes, and its runs read nothing of it', () => {
    const folder = makeProject({});
    const input = '{"n": 1}\n{"n": 2}\n';
    const refused = runProgram(folder, ['run', 'work', '-b', '-'], { input });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^gage: a batch from standard input .* use '--yes'\n$/);
    const { status, stdout } = runProgram(folder, ['run', 'work', '-y', '-b', '-'], { input });
    expect([status, stdout]).toEqual([0, 'run 1 \nrun 2 \n']);
  });

  test.each([
    [['-m', '2', '-b', 'grid.csv'], 0, ['n=1 completed', 'n=2 completed']],
    [['-m', '0', '-b', 'grid.csv'], 1, []],
    [['-m', '-1', '-b', 'grid.csv'], 2, []],
    [['-m', '1'], 1, []],
  ])('has a maximum of runs: %s', (options, status, runs) => {
    const folder = makeProject({ 'grid.csv': 'n\n1\n2\n3\n' });
    expect(runProgram(folder, ['run', 'work', '-y', ...options]).status).toBe(status);
    expect(runsOf(folder)).toEqual(runs);
  });

  test('labels its runs', () => {
    const folder = makeProject({ 'grid.csv': 'n\n1\n2\n' });
    runProgram(folder, ['run', 'work', '-y', '-b', 'grid.csv', '-l', 'sweep']);
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map(({ label }) => label)).toEqual(['sweep', 'sweep']);
  });

  test('goes on after runs that cannot be started', () => {
    const folder = makeProject({ 'grid.csv': 'n\n1\n2\n' });
    const { status, stderr } = runProgram(folder, ['run', 'broken', '-y', '-b', 'grid.csv']);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /2 of 2 runs failed:\nRun \w+-\w+ was not started: stage-runtime failed with exit code 4 {2}\(1 of 2: n=1\)\n/,
    );
    expect(runsOf(folder)).toEqual(['n=1 error', 'n=2 error']);
  });

  test('stages all runs as the project was when it began', () => {
    const folder = makeProject({ 'grid.csv': 'n\n1\n2\n' });
    writeFileSync(
      join(folder, 'gage.toml'),
      '[edit]\nexec = "cat note; echo second > $project_dir/note"\nconfig = "work.env"\n',
    );
    writeFileSync(join(folder, 'note'), 'first\n');
    const { stdout } = runProgram(folder, ['run', 'edit', '-y', '-b', 'grid.csv']);
    expect(stdout).toBe('first\nfirst\n');
  });

  test('shows at a terminal which run it is at, and failures above', () => {
    const folder = makeProject({ 'grid.csv': 'n,code\n1,0\n2,3\n' });
    const { screen, status } = runAtTerminal(
      folder,
      ['run', 'work', '-y', '-b', 'grid.csv'],
      [{ wait: 'run 1' }, { type: '\n' }, { wait: 'run 2' }, { type: '\n' }],
    );
    expect(status).toBe(1);
    expect(screen).toMatch(/Batch run 1 of 2: n=1 code=0 ─+ +0%/);
    expect(screen).toMatch(/Batch run 2 of 2: n=2 code=3 ━+─+ +50%/);
    expect(screen).toMatch(/^.*Run \w+-\w+ exited with an error \(3\) {2}\(2 of 2: n=2 code=3\)$/m);
  });
});

describe('a batch of several at once at a terminal', () => {
  const GRID = 'n,wait\n1,true\n2,true\n3,false\n4,false\n';
  const args = ['run', 'work', '-y', '-b', 'grid.csv', '-j', '2'];

  test('waits for what is under way when it is interrupted, and stops it when it is again', () => {
    const folder = makeProject({ 'grid.csv': GRID });
    const { screen, status } = runAtTerminal(folder, args, [
      { wait: '2 running, 2 waiting' },
      { type: CTRL_C },
      { wait: 'Ctrl-C again stops them.' },
      { wait: ', ending' },
      { type: CTRL_C },
    ]);
    expect(status).toBe(130);
    expect(screen).toMatch(/^ +1 +\S+-\S+ +\d:\d\d +n=1 wait=true$/m);
    expect(screen).toMatch(/Batch stopped: 2 of 4 runs not started, 2 stopped/);
    expect(runsOf(folder).toSorted()).toEqual(['n=1 terminated', 'n=2 terminated']);
    const { batch } = listRuns(join(folder, '.gage', 'runs')).runs[0] ?? {};
    const shown = runProgram(folder, ['batch', 'status', batch?.name ?? '']);
    expect(shown.stdout).toMatch(/stopped: 0 of 4 completed, 2 stopped, 2 waiting/);
  });
});

describe('--needed', () => {
  test('passes over rows that completed runs or earlier rows make unnecessary', () => {
    const folder = makeProject({ 'grid.csv': 'n,code\n1,0\n2,3\n1,0\n2,3\n' });
    const args = ['run', 'work', '-y', '-q', '-n', '-b', 'grid.csv'];
    const first = runProgram(folder, args);
    expect(first.stderr).toMatch(/\nSkipped 2 runs because comparable runs exist\n/);
    expect(runsOf(folder)).toEqual(['n=1 completed', 'n=2 error']);
    // What failed is needed still.
    expect(runProgram(folder, args).stderr).toMatch(/\nSkipped 3 runs because/);
    expect(runsOf(folder)).toEqual(['n=1 completed', 'n=2 error', 'n=2 error']);
  });

  test('asks nothing when nothing is needed', () => {
    const folder = makeProject({ 'grid.csv': 'n\n1\n' });
    runProgram(folder, ['run', 'work', '-y', 'n=1']);
    const { status, stderr } = runProgram(folder, ['run', 'work', '-n', '-b', 'grid.csv']);
    expect([status, stderr]).toEqual([0, 'Skipped 1 run because a comparable run exists\n']);
  });
});

describe('for programs', () => {
  test('the outcome is JSON on stdout, and output goes to stderr', () => {
    const folder = makeProject({ 'grid.csv': 'n,code\n1,0\n2,3\n' });
    const args = ['run', 'work', '-y', '--json', '-b', 'grid.csv'];
    const { status, stdout, stderr } = runProgram(folder, args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^run 1 \nrun 2 \n/);
    const outcome: unknown = JSON.parse(stdout);
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    const [second, first] = runs;
    const failure = {
      trial: 2,
      rows: [{ file: 'grid.csv', row: 2 }],
      values: { n: 2, code: 3 },
      status: 'error',
      id: second?.id,
      name: second?.name,
      run_dir: second?.run.runDir,
      exit_code: 3,
    };
    expect(outcome).toEqual({
      batch: { id: second?.batch?.id, name: second?.batch?.name },
      operation: 'work',
      files: ['grid.csv'],
      count: 2,
      completed: 1,
      failed: 1,
      staged: 0,
      skipped: 0,
      stopped: 0,
      not_started: 0,
      runs: [
        expect.objectContaining({ trial: 1, id: first?.id, status: 'completed', exit_code: 0 }),
        failure,
      ],
      failures: [failure],
    });
  });

  test('a single run has events and an outcome, too', () => {
    const folder = makeProject({});
    const events = runProgram(folder, ['run', 'work', '-y', 'n=5', 'code=3', '--events']);
    expect(events.status).toBe(3);
    expect(events.stderr).toBe('run 5 \n');
    expect(eventsOf(events.stdout)).toEqual(['run-staged', 'run-started', 'run-ended error']);
    const broken = runProgram(folder, ['run', 'broken', '-y', '--events']);
    expect(broken.status).toBe(4);
    expect(eventsOf(broken.stdout)).toEqual(['run-failed failed']);
    const staged = runProgram(folder, ['run', 'work', '-y', '--stage', '--json']);
    expect(JSON.parse(staged.stdout)).toMatchObject({ status: 'staged' });
    const started = runProgram(folder, ['run', '--start', '1', '-y', '--events']);
    expect(eventsOf(started.stdout)).toEqual(['run-started', 'run-ended completed']);
    const skipped = runProgram(folder, ['run', 'work', '-n', '--json']);
    expect(skipped.status).toBe(5);
    expect(JSON.parse(skipped.stdout)).toMatchObject({ status: 'skipped' });
  });

  test('a preview has the whole configuration of each trial, and what is needed', () => {
    const folder = makeProject({ 'grid.csv': 'n\n1\n2\n2\n' });
    runProgram(folder, ['run', 'work', '-y', 'n=1']);
    const args = ['run', 'work', '-b', 'grid.csv', '--preview', '-n', '--json', 'code=0'];
    const { status, stdout } = runProgram(folder, args);
    expect(status).toBe(0);
    const { batch } = JSON.parse(stdout) as { batch: Record<string, unknown> };
    const [done] = listRuns(join(folder, '.gage', 'runs')).runs;
    expect(batch).toMatchObject({ operation: 'work', count: 3, needed: 1 });
    expect(batch['trials']).toMatchObject([
      { trial: 1, needed: false, comparable: { id: done?.id, name: done?.name } },
      { trial: 2, needed: true, config: { n: 2, code: 0, wait: false } },
      { trial: 3, needed: false, comparable: { trial: 2 } },
    ]);
    expect(runsOf(folder)).toEqual(['n=1 completed']);
  });
});

/** `1 run-ended completed`: the trial, the type and the status, as far as an event has them. */
function eventsOf(stdout: string): readonly string[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const event = parseJson(line);
      if (!isMap(event)) throw new Error(`not an event: ${line}`);
      expect(event['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      return ['trial', 'type', 'status']
        .filter((key) => key in event)
        .map((key) => formatDisplayValue(event[key]))
        .join(' ');
    });
}
