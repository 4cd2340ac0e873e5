import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execRun, finalizeRun, readRun, runMeta, runStatus, stageRun } from '../../src/index.ts';
import { listModes, readText } from '../rig/folders.ts';
import { env, executedRun, finalizedRun, initRun, stagedRun } from '../rig/runs.ts';

describe('finalizing', () => {
  test('the zip is readable by other programs, stored and in order', async () => {
    const run = await finalizedRun({ command: 'echo hi' });
    const script = [
      'import sys, zipfile',
      'z = zipfile.ZipFile(sys.argv[1])',
      'assert z.testzip() is None',
      'assert all(i.compress_type == 0 for i in z.infolist())',
      'print("\\n".join(z.namelist()))',
      'print(z.read("output/40_run").decode(), end="")',
    ].join('\n');
    const output = execFileSync('python3', ['-c', script, run.metaDir], { encoding: 'utf8' });
    const names = output.trimEnd().split('\n').slice(0, -1);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('log/');
    expect(output.endsWith('hi\n')).toBe(true);
  });

  test('it can be repeated: a finalized run stays as it is', async () => {
    const { run } = await executedRun({ command: 'exit 4' });
    const once = await finalizeRun(run);
    const twice = await finalizeRun(run);
    expect(twice.metaDir).toBe(once.metaDir);
    expect(readRun(twice.metaDir).exitCode).toBe(4);
  });

  test('a folder left beside a whole zip is removed', async () => {
    const { run } = await executedRun({ command: 'true' });
    execFileSync('cp', ['-r', run.metaDir, `${run.metaDir}.copy`]);
    await finalizeRun(run);
    execFileSync('mv', [`${run.metaDir}.copy`, run.metaDir]);
    const again = await finalizeRun(run);
    expect(existsSync(run.metaDir)).toBe(false);
    expect(runStatus(again)).toBe('completed');
  });

  test('the metadata stays a folder when asked', async () => {
    const { run } = await executedRun({ command: 'true' });
    const finalized = await finalizeRun(run, { keepMetaFolder: true });
    expect(finalized.metaDir).toBe(run.metaDir);
    expect(runStatus(finalized)).toBe('completed');
    expect(readdirSync(join(run.metaDir, 'proc')).sort()).toEqual(['cmd.json', 'env.json', 'exit']);
  });

  test('generated files become read-only, keep their execute bits and are in the manifest', async () => {
    const run = await finalizedRun({
      command:
        'echo m > model.bin; echo "#!/bin/sh" > go.sh; chmod 755 go.sh; mkdir -p d; : > d/empty',
    });
    expect(listModes(run.runDir)).toEqual([
      '-r--r--r-- d/empty',
      '-r-xr-xr-x go.sh',
      '-r--r--r-- model.bin',
    ]);
    expect(runMeta.openManifest(run).entries.map(({ type, path }) => `${type} ${path}`)).toEqual([
      'g d/empty',
      'g go.sh',
      'g model.bin',
    ]);
  });

  test('a staged file the command changed is noted, keeps its type and gets its new digest', async () => {
    const run = await stagedRun({
      files: { 'data.txt': 'a\n', 'gone.txt': 'b\n' },
      command: 'rm -f data.txt gone.txt; echo changed > data.txt',
    });
    const staged = runMeta.openManifest(run).entries;
    await execRun(run, { env });
    const finalized = await finalizeRun(run);
    const entries = runMeta.openManifest(finalized).entries;
    expect(entries.map(({ type, path }) => `${type} ${path}`)).toEqual(['s data.txt']);
    expect(entries[0]?.sha256).not.toBe(staged[0]?.sha256);
    expect(runMeta.openMeta(finalized.metaDir).read('log/runner')?.toString()).toContain(
      'File "data.txt" was modified during the run',
    );
  });

  test('a failing finalize hook makes an error of the run, which is finalized all the same', async () => {
    const notices: string[] = [];
    const run = await finalizedRun({
      definition: { exec: { run: 'true', finalize: 'echo cannot; exit 9' } },
      command: 'true',
      options: {
        onEvent: (event) => {
          if (event.type === 'notice') notices.push(event.message);
        },
      },
    });
    expect(readRun(run.metaDir)).toMatchObject({ status: 'error', exitCode: 9 });
    expect(runMeta.readOutput(run, '50_finalize')).toBe('cannot\n');
    expect(notices).toEqual(['finalize failed with exit code 9']);
  });

  test('a finalize hook that cannot be started makes an error of the run', async () => {
    const run = await finalizedRun({
      definition: { exec: { run: 'true', finalize: ['no-such-program'] } },
    });
    expect(readRun(run.metaDir)).toMatchObject({ status: 'error', exitCode: 127 });
  });

  test('a finalize hook does not hide how the command ended', async () => {
    const run = await finalizedRun({
      definition: { exec: { run: 'true', finalize: 'exit 9' } },
      command: 'exit 3',
    });
    expect(readRun(run.metaDir)).toMatchObject({ status: 'error', exitCode: 3 });
  });

  test('a run whose hook failed is an error even before it is finalized', async () => {
    const { run, projectDir } = initRun({ definition: { exec: { 'stage-sourcecode': 'exit 6' } } });
    await expect(stageRun(run, projectDir, { env })).rejects.toThrow();
    expect(runStatus(run)).toBe('error');
    expect(readRun((await finalizeRun(run)).metaDir).exitCode).toBe(6);
  });

  test('a run directory that was lost is made again, empty', async () => {
    const { run } = await executedRun({ files: { 'a.py': '' }, command: 'true' });
    chmodSync(join(run.runDir, 'a.py'), 0o644);
    rmSync(run.runDir, { recursive: true });
    const finalized = await finalizeRun(run);
    expect(runMeta.openManifest(finalized).entries).toEqual([]);
  });
});

describe('the summary', () => {
  const summaryOf = async (setup: Parameters<typeof finalizedRun>[0]): Promise<string> => {
    const run = await finalizedRun(setup);
    return runMeta.openMeta(run.metaDir).read('summary.json')?.toString() ?? '';
  };

  test.each([
    [
      'a file',
      'echo \'{"metrics": {"loss": 1.0, "n": 12345678901234567890}}\' > summary.json',
      {},
      '{"metrics": {"loss": 1.0, "n": 12345678901234567890}}',
    ],
    [
      'a file as Python writes it, with numbers that are none',
      'echo \'{"metrics": {"loss": NaN, "low": -Infinity, "n": 1, "n": 2}}\' > summary.json',
      {},
      '{"metrics": {"loss": NaN, "low": -Infinity, "n": 2}}',
    ],
    [
      'a file with lines of comment',
      'printf "%s\\n" "// of today" "{\\"metrics\\": {\\"a\\":" "  // not a number" "NaN}}" > summary.json',
      {},
      '{"metrics": {"a": NaN}}',
    ],
    [
      'a file of another name and kind',
      'printf "metrics:\\n  acc: 0.5\\n" > r.yaml',
      { summary: { filename: 'r.yaml' } },
      '{"metrics": {"acc": 0.5}}',
    ],
    [
      'a TOML file',
      'printf "[metrics]\\nacc = 1.0\\nn = 1\\n" > r.toml',
      { summary: { filename: 'r.toml' } },
      '{"metrics": {"acc": 1.0, "n": 1}}',
    ],
    ['the whole output', 'echo \'{"metrics": {"a": 1}}\'', {}, '{"metrics": {"a": 1}}'],
    [
      'a block in the output',
      'echo x; echo \'--- summary --- {"metrics": {"a": 2}} ---\'',
      {},
      '{"metrics": {"a": 2}}',
    ],
    [
      'the last of several blocks',
      'for i in 1 2; do echo "--- summary --- {\\"metrics\\": {\\"a\\": $i}} ---"; done; echo --- end ---',
      {},
      '{"metrics": {"a": 2}}',
    ],
    [
      'a block over several lines',
      'printf "%s\\n" "--- summary ---" "{\\"attributes\\":" "{\\"k\\": \\"v\\"}}" "---"',
      {},
      '{"attributes": {"k": "v"}}',
    ],
    [
      'a pattern of the operation',
      'echo \'RESULT={"metrics": {"a": 3}}\'',
      { 'output-summary': 'RESULT=(.*)$' },
      '{"metrics": {"a": 3}}',
    ],
    [
      'no output when switched off',
      'echo \'{"metrics": {"a": 1}}\'',
      { 'output-summary': false },
      '{}',
    ],
    ['nothing', 'echo hello', {}, '{}'],
    [
      "values of the operation under the run's own",
      'echo \'{"metrics": {"a": 1}}\'',
      { summary: { metrics: { a: 0, b: 2 }, attributes: { kind: 'x' } } },
      '{"attributes": {"kind": "x"}, "metrics": {"a": 1, "b": 2}}',
    ],
  ])('%s', async (_title, command, definition, expected) => {
    const text = await summaryOf({ command, definition });
    expect(text.replace(/\s+/g, '')).toBe(expected.replace(/\s+/g, ''));
  });

  test('what does not fit in one is kept, and told', async () => {
    const summary = '{"metrics": {"a": "x", "b": 1}, "attributes": {"k": [1]}}';
    const run = await finalizedRun({ command: `echo '${summary}' > summary.json` });
    const meta = runMeta.openMeta(run.metaDir);
    expect(JSON.parse(meta.read('summary.json')?.toString() ?? '')).toEqual(JSON.parse(summary));
    const log = meta.read('log/runner')?.toString();
    expect(log).toMatch(/Problems in run summary: metrics\.a must be .*; attributes\.k must be /);
    expect(log).not.toContain('metrics.b');
  });

  test.each([
    [
      'broken JSON in the file',
      'echo "{" > summary.json',
      {},
      "Error reading run summary 'summary.json': Expecting",
    ],
    ['a list in the file', 'echo "[1]" > summary.json', {}, 'is not a map'],
    [
      'a file of unknown kind',
      'echo x > s.txt',
      { summary: { filename: 's.txt' } },
      'unsupported file extension',
    ],
    [
      'broken JSON in the output',
      'echo "--- summary --- {oops ---"',
      {},
      'Error decoding output summary',
    ],
    [
      'something else in the output',
      'echo "--- summary --- [1] ---"',
      {},
      'is not valid summary data',
    ],
    ['a pattern without a group', 'echo abc', { 'output-summary': 'abc' }, 'must capture a group'],
    [
      'a pattern that is none',
      'echo abc',
      { 'output-summary': '(' },
      'Error in output summary pattern',
    ],
    [
      'a pattern that explodes',
      'head -c 40 /dev/zero | tr "\\0" a',
      { 'output-summary': '(a+)+b' },
      'gave up after',
    ],
    [
      'bytes that are no text',
      String.raw`printf '\377\376 --- summary --- \377 ---'`,
      {},
      'Error decoding output summary',
    ],
  ])(
    '%s is a logged warning, and the run is finalized',
    async (_title, command, definition, message) => {
      const run = await finalizedRun({ command, definition });
      const meta = runMeta.openMeta(run.metaDir);
      expect(meta.read('summary.json')?.toString()).toBe('{}');
      expect(meta.read('log/runner')?.toString()).toContain(message);
      expect(runStatus(run)).toBe('completed');
    },
  );
});

test('the log of a whole run has every message in order', async () => {
  const run = await finalizedRun({
    files: { 'fit.py': 'lr = 0.5\n' },
    definition: { exec: 'cat fit.py', config: 'fit.py' },
    command: 'cat fit.py',
    config: { lr: 0.1 },
  });
  const log = runMeta.openMeta(run.metaDir).read('log/runner')?.toString() ?? '';
  const lines = log.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d{4} /);
  expect(
    lines.map((line) => line.slice(25)).filter((line) => !line.startsWith('Copying source')),
  ).toEqual([
    'Writing meta run id',
    'Writing meta opdef',
    'Writing meta config',
    'Writing meta proc cmd',
    'Writing meta proc env',
    'Writing meta initialized',
    'Applying configuration (see log/patched)',
    'Finalizing staged files (see manifest)',
    'Writing meta staged',
    'Writing meta started',
    'Starting run (see output/40_run): cat fit.py',
    'Writing meta proc/lock',
    'Exit code for run: 0',
    'Deleting meta proc/lock',
    "Checking output for summary pattern '--- summary ---(.*)---'",
    'Writing meta summary',
    'Writing meta stopped',
    'Writing meta proc/exit',
    'Finalizing run files (see manifest)',
  ]);
  expect(readText(run.runDir, 'fit.py')).toBe('lr = 0.1\n');
});

test('a file being written by nobody is no part of the zip', async () => {
  const { run } = await executedRun({ command: 'true' });
  writeFileSync(join(run.metaDir, 'config.json.0123456789ab.tmp'), '{');
  const finalized = await finalizeRun(run);
  expect(runMeta.ls(finalized.metaDir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
