import { fail } from '../failures/failures.ts';
import { findProgram } from '../platform/find-program.ts';
import { runTool } from '../platform/tool-program.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { isMap, toNumber } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import type { TransferWatch } from './remote.ts';

/** rclone as it is installed here. */
export interface Rclone {
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What rclone is told to do. */
export interface RcloneTask {
  readonly args: readonly string[];
  readonly input?: string;
  /** The place that messages name. */
  readonly place: string;
  /** Exit codes besides 0 that are no failure. */
  readonly accepts?: readonly number[];
}

/** Its exit code when a directory does not exist. */
export const EXIT_NO_DIRECTORY = 3;

/** Finds rclone on the search path. Fails with `rclone-missing`. */
export function findRclone(env: Rclone['env']): Rclone {
  const program = findProgram('rclone', env);
  if (program === undefined) return fail({ reason: 'rclone-missing' });
  // With AWS_CA_BUNDLE its S3 client refuses to start: it has a transport of its own.
  return { program, env: { ...env, AWS_CA_BUNDLE: undefined } };
}

/**
 * Runs rclone to its end and tells of its progress. Fails with `undefined-remote`, `rclone-failed`.
 * @returns what it wrote to standard output.
 */
export async function runRclone(
  { program, env }: Rclone,
  { args, input, place, accepts = [] }: RcloneTask,
  watch: TransferWatch,
): Promise<string> {
  const problems: string[] = [];
  let movedBytes = 0;
  const { exitCode, output } = await runTool({
    program,
    args: [...args, ...LOG_OPTIONS, ...(watch.onLog === undefined ? [] : ['-v'])],
    env,
    ...(input === undefined ? {} : { input }),
    signal: watch.signal,
    onLine: (line) => {
      const entry = parseLogLine(line);
      const moved = isMap(entry.stats) ? toNumber(entry.stats['bytes']) : undefined;
      if (moved !== undefined) {
        // An attempt that is repeated starts to count again.
        if (moved > movedBytes) watch.onBytes?.(moved - movedBytes);
        movedBytes = Math.max(moved, movedBytes);
      } else if (entry.message !== '') {
        if (entry.isProblem) problems.push(entry.message);
        watch.onLog?.(entry.message);
      }
    },
  });
  if (exitCode === 0 || accepts.includes(exitCode)) return output;
  const undefinedRemote = problems.map(findUndefinedRemote).find((name) => name !== undefined);
  if (undefinedRemote !== undefined) fail({ reason: 'undefined-remote', name: undefinedRemote });
  return fail({ reason: 'rclone-failed', place, exitCode, problems: [...new Set(problems)] });
}

/** Never asks for a password, and tells how far it is twice a second. */
const LOG_OPTIONS: readonly string[] = [
  '--use-json-log',
  '--ask-password=false',
  '--stats=500ms',
  '--stats-log-level=NOTICE',
];

interface LogEntry {
  readonly message: string;
  readonly isProblem: boolean;
  readonly stats: ValueMap | undefined;
}

/** What it says before it has read its options, and when it gives up, is plain text with a time. */
function parseLogLine(line: string): LogEntry {
  const plain = {
    message: line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '').trim(),
    isProblem: true,
    stats: undefined,
  };
  if (!line.startsWith('{')) return plain;
  try {
    const entry = parseJson(line);
    if (!isMap(entry)) return plain;
    const { msg, object, stats, level } = entry;
    const text = typeof msg === 'string' ? msg.trim() : '';
    return {
      message: typeof object === 'string' && object !== '' ? `${object}: ${text}` : text,
      isProblem: level === 'error' || level === 'critical',
      stats: isMap(stats) ? stats : undefined,
    };
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return plain;
  }
}

/** The name rclone does not know, if that is what a message says. */
function findUndefinedRemote(message: string): string | undefined {
  if (!message.includes("didn't find section in config file")) return undefined;
  return /"([^":,]+)[^"]*"/.exec(message)?.[1];
}
