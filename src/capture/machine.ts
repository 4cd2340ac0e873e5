import { findProgram } from '../platform/find-program.ts';
import { findExisting, listDirectory, readTextIfExists } from '../platform/files.ts';
import { machineFacts } from '../platform/machine-facts.ts';
import { join } from '../platform/paths.ts';
import { runProgram } from '../platform/run-program.ts';
import type { Value, ValueMap } from '../values/value.ts';

/** The machine as a run records it: operating system, processors, memory in bytes. */
export function recordMachine(): ValueMap {
  const facts = machineFacts();
  return {
    host: facts.host,
    os: {
      name: facts.system,
      release: facts.release,
      architecture: facts.architecture,
      ...(facts.distribution === undefined ? {} : { distribution: facts.distribution }),
    },
    cpu: {
      count: facts.cpuCount,
      ...(facts.cpuModel === undefined ? {} : { model: facts.cpuModel }),
    },
    memory: {
      total: facts.memoryBytes,
      ...(facts.memoryLimitBytes === undefined ? {} : { limit: facts.memoryLimitBytes }),
    },
  };
}

/** Where a driver says which GPUs there are, and what else shows that there is one. */
export interface GpuPlaces {
  readonly driverDir: string;
  readonly devices: readonly string[];
}

const GPU_PLACES: GpuPlaces = {
  driverDir: '/proc/driver/nvidia',
  devices: ['/dev/nvidiactl', '/dev/dxg'],
};

/**
 * The GPUs, each with its `name`, and the version of the driver where it is known. Undefined when
 * there are none. The driver's own files are read; only where it has none is `nvidia-smi` asked, which
 * can take a second.
 */
export async function recordGpus(
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
  { driverDir, devices }: GpuPlaces = GPU_PLACES,
): Promise<readonly Value[] | undefined> {
  const fromDriver = readDriverFiles(driverDir);
  if (fromDriver.length > 0) return fromDriver;
  if (findExisting([driverDir, ...devices]) === undefined) return undefined;
  const program = findProgram('nvidia-smi', env);
  if (program === undefined) return undefined;
  const { exitCode, output } = await runProgram({
    program,
    args: ['--query-gpu=name,driver_version', '--format=csv,noheader'],
    cwd: '/',
    env,
    timeoutMs,
    maxOutputBytes: 64 * 1024,
  });
  const lines = output.toString('utf8').split('\n');
  const gpus = exitCode === 0 ? lines.filter((line) => line.trim() !== '').map(parseGpuLine) : [];
  return gpus.length > 0 ? gpus : undefined;
}

function readDriverFiles(driverDir: string): readonly ValueMap[] {
  const version = readTextIfExists(join(driverDir, 'version'));
  const driver = version === undefined ? undefined : /\s(\d+\.\d+(?:\.\d+)?)\s/.exec(version)?.[1];
  const gpusDir = join(driverDir, 'gpus');
  return listDirectory(gpusDir)
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => {
      const information = readTextIfExists(join(gpusDir, name, 'information')) ?? '';
      const model = /^Model:\s*(.+)$/m.exec(information)?.[1]?.trim();
      return model === undefined ? [] : [gpu(model, driver)];
    });
}

function parseGpuLine(line: string): ValueMap {
  const comma = line.lastIndexOf(',');
  if (comma < 0) return gpu(line.trim(), undefined);
  return gpu(line.slice(0, comma).trim(), line.slice(comma + 1).trim());
}

function gpu(name: string, driver: string | undefined): ValueMap {
  return { name, ...(driver === undefined ? {} : { driver }) };
}
