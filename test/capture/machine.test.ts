import { chmodSync } from 'node:fs';
import { availableParallelism, hostname, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordGpus, recordMachine } from '../../src/capture/machine.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

test('the machine is recorded with its system, processors and memory', () => {
  expect(recordMachine()).toMatchObject({
    host: hostname(),
    os: { name: type(), architecture: process.arch },
    cpu: { count: availableParallelism() },
    memory: { total: totalmem() },
  });
});

describe('GPUs', () => {
  const NO_DEVICES = { devices: [] };

  test('are those the driver has files of', async () => {
    const driverDir = makeTempDir();
    writeFiles(driverDir, {
      version: 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 2024\n',
      'gpus/0000:41:00.0/information': 'Model: \t\t NVIDIA A100\nIRQ:   \t\t 100\n',
      'gpus/0000:81:00.0/information': 'Model: \t\t NVIDIA H100\n',
    });
    expect(await recordGpus({}, 1000, { driverDir, ...NO_DEVICES })).toEqual([
      { name: 'NVIDIA A100', driver: '550.54.15' },
      { name: 'NVIDIA H100', driver: '550.54.15' },
    ]);
  });

  test('are asked for where there is only a device', async () => {
    const folder = makeTempDir();
    writeFiles(folder, { 'nvidia-smi': '#!/bin/sh\necho "NVIDIA RTX, 6000, 552.22"\n' });
    chmodSync(join(folder, 'nvidia-smi'), 0o755);
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    const places = { driverDir: '/nowhere', devices: [folder] };
    expect(await recordGpus(env, 10_000, places)).toEqual([
      { name: 'NVIDIA RTX, 6000', driver: '552.22' },
    ]);
  });

  test('nobody is asked on a machine without', async () => {
    const folder = makeTempDir();
    const mark = join(folder, 'asked');
    writeFiles(folder, { 'nvidia-smi': `#!/bin/sh\ntouch '${mark.replaceAll("'", `'"'"'`)}'\n` });
    chmodSync(join(folder, 'nvidia-smi'), 0o755);
    const places = { driverDir: '/nowhere', ...NO_DEVICES };
    expect(await recordGpus({ PATH: folder }, 10_000, places)).toBeUndefined();
  });
});
