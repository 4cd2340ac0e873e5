import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMeta } from '../../src/index.ts';
import { stagedRun } from '../rig/runs.ts';

test('the manifest of a staged run has the digests of patched files, however quickly they were patched', async () => {
  for (let n = 0; n < 20; n++) {
    const run = await stagedRun({
      files: { 'settings.json': '{"n": 1}\n', 'other.txt': 'x' },
      definition: { config: 'settings.json' },
      config: { n: n + 2 },
    });
    for (const { path, sha256 } of runMeta.openManifest(run).entries) {
      const content = readFileSync(join(run.runDir, path));
      expect(sha256, path).toBe(createHash('sha256').update(content).digest('hex'));
    }
  }
});
