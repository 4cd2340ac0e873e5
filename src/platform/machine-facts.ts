import { arch, availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import { readFileStart } from './directory-entries.ts';

/** The machine this process is on. */
export interface MachineFacts {
  readonly host: string;
  readonly system: string;
  readonly release: string;
  readonly architecture: string;
  /** What the distribution calls itself; undefined where the system has none. */
  readonly distribution: string | undefined;
  readonly cpuModel: string | undefined;
  /** Processors this process may use. */
  readonly cpuCount: number;
  readonly memoryBytes: number;
  /** Of the container or control group, where there is a limit. */
  readonly memoryLimitBytes: number | undefined;
}

let known: MachineFacts | undefined;

/** Found out once: a machine stays what it is while a process runs. */
export function machineFacts(): MachineFacts {
  return (known ??= findFacts());
}

function findFacts(): MachineFacts {
  const memoryBytes = totalmem();
  const limit = process.constrainedMemory();
  return {
    host: hostname(),
    system: type(),
    release: release(),
    architecture: arch(),
    distribution: distributionName(),
    cpuModel: cpuModel(),
    cpuCount: availableParallelism(),
    memoryBytes,
    memoryLimitBytes: limit > 0 && limit < memoryBytes ? limit : undefined,
  };
}

/** As os-release(5) has it. */
function distributionName(): string | undefined {
  const text = startOf('/etc/os-release');
  return text === undefined ? undefined : /^PRETTY_NAME=["']?([^"'\n]*)/m.exec(text)?.[1];
}

function cpuModel(): string | undefined {
  const text = startOf('/proc/cpuinfo');
  if (text === undefined) return cpus()[0]?.model.trim();
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim();
}

/** Enough for the first processor of many: the whole list takes milliseconds on large machines. */
const START_BYTES = 4096;

function startOf(path: string): string | undefined {
  const bytes = readFileStart(path, START_BYTES);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}
