import { emptyMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { recordEnvironment } from './environment-record.ts';
import { findInterpreters } from './find-interpreters.ts';
import type { CommandPlace } from './find-interpreters.ts';
import { recordGitState } from './git-state.ts';
import { recordGpus, recordMachine } from './machine.ts';

/** Where a run is started from and what it starts: what the capture of its state is about. */
export interface CaptureSubject {
  readonly projectDir: string;
  readonly command: string | readonly string[];
  /** Variables of the caller. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables of the operation, which win. */
  readonly commandEnv: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** The interpreter that runs Gage. */
  readonly ownNode: { readonly path: string; readonly version: string };
  /** Whether the state of the project's repository is part of it. */
  readonly hasSource: boolean;
  /** That state, where it is known from {@link recordSourceState}. */
  readonly sourceState?: ValueMap;
}

/**
 * Tells the state a run starts in, as system attributes by name: `machine`, `environment`, and as far as
 * there are such `git`, `git-patch`, `gpus`, `python` and `node`. To be called when the run's files are
 * staged, since its interpreter may be one of them; for several runs, once for each. What the
 * system does not let be read is missing, and so is what is not known after {@link CAPTURE_LIMIT_MS}.
 */
export type CaptureState = (runDir: string) => Promise<ValueMap>;

/** However slow the machine: no program is waited for longer. */
const CAPTURE_LIMIT_MS = 5000;

const MAX_PATCH_BYTES = 1_000_000;

/**
 * Begins to find out about the state a run starts in. What takes other programs (git, at times
 * others) goes on beside whatever the caller does next. See docs/captured.md.
 */
export function startCapture(subject: CaptureSubject): CaptureState {
  const { env, commandEnv, homeDir, projectDir } = subject;
  const git = subject.hasSource
    ? (subject.sourceState ?? recordSourceState({ projectDir, env, homeDir }))
    : undefined;
  const gpus = attempt(recordGpus(env, CAPTURE_LIMIT_MS));
  let known: ValueMap | undefined;
  return async (runDir) => {
    const interpreters = attempt(recordInterpreters(runDir, subject));
    known ??= { machine: recordMachine(), environment: recordEnvironment(env, commandEnv) };
    const [gitAttributes, gpuList, languages] = await Promise.all([git, gpus, interpreters]);
    const attributes: Record<string, Value> = emptyMap();
    const found = { ...known, ...gitAttributes, gpus: gpuList, ...languages };
    for (const [name, value] of Object.entries(found)) {
      if (value !== undefined) attributes[name] = value;
    }
    return attributes;
  };
}

/**
 * The state of the repository a project is in, now, as system attributes: `git` and `git-patch`, as far
 * as there are such. For runs that share source code, which is of the moment it was copied.
 */
export async function recordSourceState({
  projectDir,
  env,
  homeDir,
}: Pick<CaptureSubject, 'projectDir' | 'env' | 'homeDir'>): Promise<ValueMap> {
  const limits = { homeDir, env, timeoutMs: CAPTURE_LIMIT_MS, maxPatchBytes: MAX_PATCH_BYTES };
  const found = await attempt(recordGitState(projectDir, limits));
  return Object.assign(emptyMap(), found);
}

/** What {@link startCapture} tells of interpreters alone: `python` and `node`, as far as the command uses them. */
export async function captureRuntime(subject: CaptureSubject): Promise<ValueMap> {
  const found = await attempt(recordInterpreters(subject.projectDir, subject));
  const known = Object.entries(found ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.assign(emptyMap(), Object.fromEntries(known));
}

async function recordInterpreters(
  runDir: string,
  subject: CaptureSubject,
): Promise<Readonly<Record<string, Value | undefined>>> {
  const { projectDir, command, env, commandEnv, ownNode } = subject;
  const place: CommandPlace = { runDir, projectDir, env: { ...env, ...commandEnv } };
  const found = findInterpreters(command, place);
  const limits = { ...place, timeoutMs: CAPTURE_LIMIT_MS, own: ownNode };
  const [python, node] = await Promise.all([
    found.python === undefined
      ? undefined
      : import('./python-packages.ts').then(async ({ recordPython }) =>
          recordPython(found.python ?? '', limits),
        ),
    found.node === undefined
      ? undefined
      : import('./node-packages.ts').then(async ({ recordNode }) =>
          recordNode(found.node ?? '', limits),
        ),
  ]);
  return { python, node };
}

/** A file that the system does not let be read costs an attribute, not the run. */
async function attempt<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return undefined;
  }
}
