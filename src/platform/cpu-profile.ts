import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { writeFileAtomic } from './files.ts';
import { join } from './paths.ts';

/** Notes from now on where this process spends its time. The result ends that: it writes a file and tells its path. */
export async function startCpuProfile(): Promise<() => Promise<string>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    const path = join(tmpdir(), `gage-${process.pid}-${Date.now()}.cpuprofile`);
    writeFileAtomic(path, JSON.stringify(profile));
    return path;
  };
}
