import type { Engine } from '../batch/engine.ts';
import { programCommand } from '../platform/detached-process.ts';
import { createDirectoryStore } from './directory-store.ts';
import type { EngineKind, EngineSetup } from './engine-setup.ts';
import { localEngine } from './local-engine.ts';
import { createLocalTransport } from './local-transport.ts';
import { processEngine } from './process-engine.ts';
import { sharedStore } from './shared-store.ts';

/** The engines there are; the first is the usual one. */
export const ENGINES: readonly [EngineKind, ...EngineKind[]] = [localEngine, processEngine];

/** Who makes the runs of a batch, and where. */
export interface EngineChoice {
  /** The name of its kind. */
  readonly engine: string;
  /** Where runs are made instead of where they belong. */
  readonly workDir: string | undefined;
}

/** Opens the engine that was chosen, with the way there and the place that go with the choice. */
export function openEngine(
  { engine, workDir }: EngineChoice,
  setup: Omit<EngineSetup, 'transport' | 'store'>,
): Engine {
  const [usual] = ENGINES;
  const kind = ENGINES.find(({ name }) => name === engine) ?? usual;
  const transport = createLocalTransport(programCommand());
  const store = workDir === undefined ? sharedStore : createDirectoryStore(transport, workDir);
  return kind.open({ ...setup, transport, store });
}
