import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from './paths.ts';

/** Makes a folder of its own, for this user only, where the system keeps what is not to stay. */
export function makeTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gage-'));
}
