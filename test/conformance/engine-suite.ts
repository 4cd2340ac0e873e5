import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { formatDisplayValue } from '../../src/values/display-text.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';
import { runForJson } from '../rig/sweep-project.ts';

const WORK = `. ./work.env
echo "$n $GAGE_SLOT_SEAT" >> "$PROJECT_DIR/made"
case $how in
  fail) exit 3;;
  wait) read line < "$PROJECT_DIR/pipe";;
  die) if [ ! -e "$PROJECT_DIR/enough" ]; then kill -9 $PPID; fi;;
esac
echo "done $n"
`;

/** A project whose trials do what `how` says, and note in `made` that they were made. */
export function makeEngineProject(grid: string): string {
  const folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': '[work]\nexec = ["sh", "work.sh"]\nconfig = "work.env"\nsourcecode = ["work.*"]\n',
    'work.sh': WORK,
    'work.env': 'n=0\nhow=fine\n',
    'grid.csv': grid,
  });
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  return folder;
}

/** `n=1 completed 0`, by number. */
export function endsIn(folder: string): readonly string[] {
  return listRuns(join(folder, '.gage', 'runs'))
    .runs.map(
      ({ config, status, exitCode }) =>
        `n=${formatDisplayValue(config['n'])} ${status} ${exitCode}`,
    )
    .sort();
}

/** How often trials were made. */
export function madeIn(folder: string): readonly string[] {
  return readFileSync(join(folder, 'made'), 'utf8').split('\n').slice(0, -1).sort();
}

/** What every engine does. @param optionsFor the options of a batch that choose it. */
export function testEngine(optionsFor: () => readonly string[]): void {
  const begin = (): readonly string[] => ['run', '-y', '-b', 'grid.csv', ...optionsFor()];

  test('makes each trial once, with its own end, whole and in its place', () => {
    const folder = makeEngineProject('n,how\n1,fine\n2,fail\n3,fine\n');
    const { status } = runProgram(folder, [...begin(), '-q', '--slots', 'seat=2']);
    expect(status).toBe(1);
    expect(endsIn(folder)).toEqual(['n=1 completed 0', 'n=2 error 3', 'n=3 completed 0']);
    expect(madeIn(folder).map((line) => line.slice(0, 1))).toEqual(['1', '2', '3']);
    expect(madeIn(folder).every((line) => /^\d [01]$/.test(line))).toBe(true);
    expect(runProgram(folder, ['verify', '--all']).stdout).toMatch(/^3 runs are intact/);
    const names = readdirSync(join(folder, '.gage', 'runs'));
    expect(names.filter((name) => name.endsWith('.attempts') || name.endsWith('.meta'))).toEqual(
      [],
    );
  });

  test('shows output where one runs at a time, and stops a trial whose time is over', () => {
    const folder = makeEngineProject('n,how\n1,fine\n2,wait\n');
    const { stdout } = runProgram(folder, [...begin(), '--timeout', '2']);
    expect(stdout).toBe('done 1\n');
    expect(endsIn(folder)).toEqual(['n=1 completed 0', 'n=2 terminated -15']);
    const { trials } = runForJson(folder, ['batch', 'show', '--json']) as { trials: unknown };
    expect(trials).toMatchObject([{ status: 'completed' }, { cause: 'timeout' }]);
  });

  test('takes runs that are staged, and stages them where that is asked for', () => {
    const folder = makeEngineProject('n\n1\n2\n');
    runProgram(folder, [...begin(), '--stage', '-q']);
    expect(endsIn(folder)).toEqual(['n=1 staged undefined', 'n=2 staged undefined']);
    expect(runProgram(folder, ['batch', 'resume', '-q']).status).toBe(0);
    expect(endsIn(folder)).toEqual(['n=1 completed 0', 'n=2 completed 0']);
  });
}
