import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noteOutput, openOutputLog } from '../../src/execute/output-log.ts';
import { beginOwnMetadata, endOwnMetadata } from '../../src/run/own-metadata.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

const openFiles = (): number => readdirSync('/proc/self/fd').length;

describe('the files of an output that has no byte yet', () => {
  function makeMetadata(): string {
    const metaDir = makeTempDir('f00d.meta');
    beginOwnMetadata(metaDir);
    onTestFinished(() => {
      endOwnMetadata(metaDir);
    });
    noteOutput(metaDir, '40_run');
    return metaDir;
  }

  test('are not there, and come with the first', () => {
    const metaDir = makeMetadata();
    const before = openFiles();
    const log = openOutputLog(metaDir, '40_run');
    expect(readdirSync(metaDir)).toEqual([]);
    log.append(Buffer.from('one\nt'), 1);
    log.append(Buffer.from('wo'), 2);
    expect(readFileSync(join(metaDir, 'output', '40_run'), 'utf8')).toBe('one\ntwo');
    log.close(3);
    expect(readFileSync(join(metaDir, 'output', '40_run.index'))).toHaveLength(2 * 9);
    expect(openFiles()).toBe(before);
  });

  test('are closed, and not opened again, where one of them cannot be opened', () => {
    const metaDir = makeMetadata();
    mkdirSync(join(metaDir, 'output', '40_run.index'), { recursive: true });
    const before = openFiles();
    const log = openOutputLog(metaDir, '40_run');
    expect(() => {
      log.append(Buffer.from('one'), 1);
    }).toThrow('EISDIR');
    rmSync(join(metaDir, 'output'), { recursive: true });
    expect(() => {
      log.append(Buffer.from('two'), 2);
    }).toThrow('EISDIR');
    log.close(3);
    expect(readdirSync(metaDir)).toEqual([]);
    expect(openFiles()).toBe(before);
  });

  test('are not made where the run was removed before', () => {
    const metaDir = makeMetadata();
    const before = openFiles();
    rmSync(metaDir, { recursive: true });
    const log = openOutputLog(metaDir, '40_run');
    log.append(Buffer.from('one'), 1);
    log.close(2);
    expect(openFiles()).toBe(before);
  });
});

test.each(['', 'stage-runtime = "true"\n'])(
  'a run whose process is killed in its first moment has an output (%j before)',
  (hook) => {
    const project = makeTempDir();
    writeFiles(project, { 'gage.toml': `[op.exec]\n${hook}run = 'kill -9 $PPID'\n` });
    expect(runProgram(project, ['run', '-y']).status).toBeNull();
    expect(runProgram(project, ['recover']).stderr).toMatch(/^Recovered run /);
    const args = ['cat', '--meta', '-p', 'output/40_run'];
    expect(runProgram(project, args)).toEqual({ status: 0, stdout: '', stderr: '' });
  },
);
