import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listRuns, verifyRun } from '../../src/index.ts';
import { GageError } from '../../src/failures/failures.ts';
import { findZipDamage } from '../../src/platform/zip-check.ts';
import { ZipError } from '../../src/platform/zip-format.ts';
import { makeTempDir } from '../rig/folders.ts';
import { timesAreBelieved, writeFinalizedRuns } from '../rig/many-runs.ts';
import { finalizedRun } from '../rig/runs.ts';

/** As in `parsers.test.ts`. */
const INPUTS = Math.ceil(Number(process.env['FUZZ_INPUTS'] ?? 300) / 5);
const seed = process.env['FUZZ_INPUTS'] === undefined ? { seed: 7 } : { seed: Date.now() };

/** One thing that can happen to bytes on a disk, or on the way. Places are from 0 to 1. */
type Change =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'set'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'double'; readonly at: number; readonly length: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const length = fc.integer({ min: 1, max: 64 });
const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: place }),
    fc.record({
      kind: fc.constant('set' as const),
      at: place,
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc.constantFrom(
          Uint8Array.of(0xff, 0xff, 0xff, 0xff),
          Uint8Array.of(0, 0, 0, 0),
          Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
        ),
      ),
    }),
    fc.record({ kind: fc.constant('remove' as const), at: place, length }),
    fc.record({ kind: fc.constant('double' as const), at: place, length }),
  ),
  { minLength: 1, maxLength: 4 },
);

function applyChanges(content: Buffer, list: readonly Change[]): Buffer {
  return list.reduce((bytes, change) => {
    const at = Math.floor(change.at * bytes.length);
    switch (change.kind) {
      case 'cut':
        return bytes.subarray(0, at);
      case 'set': {
        const copy = Buffer.from(bytes);
        copy.set(change.bytes.subarray(0, Math.max(0, copy.length - at)), at);
        return copy;
      }
      case 'remove':
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
      case 'double':
        return Buffer.concat([bytes.subarray(0, at + change.length), bytes.subarray(at)]);
    }
  }, content);
}

describe('bytes that were changed anywhere', () => {
  test('in the metadata of a run are told of, or change nothing that is read', async () => {
    const original = await finalizedRun({ files: { 'a.py': '1' }, command: 'echo out > made' });
    const sound = {
      runsDir: dirname(original.runDir),
      zip: basename(original.metaDir),
      content: readFileSync(original.metaDir),
    };
    const runsDir = makeTempDir('runs');
    cpSync(sound.runsDir, runsDir, { recursive: true });
    const second = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0';
    const changed = join(runsDir, `${second}.meta.zip`);
    cpSync(original.runDir, join(runsDir, second), { recursive: true });
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        writeFileSync(changed, applyChanges(sound.content, list));
        const { runs, problems } = listRuns(runsDir);
        // The other one is listed whatever this one has become.
        expect(runs.map(({ run }) => basename(run.metaDir))).toContain(sound.zip);
        expect(runs.length + problems.length).toBe(2);
        try {
          findZipDamage(changed);
        } catch (error) {
          if (!(error instanceof ZipError)) throw error;
        }
        for (const { run, config, summary, label } of runs) {
          expect([config, summary, label]).toBeDefined();
          try {
            await verifyRun(run);
          } catch (error) {
            if (!(error instanceof GageError)) throw error;
          }
        }
      }),
      { numRuns: INPUTS, ...seed },
    );
  });

  test('in the index change no list', async () => {
    const runsDir = makeTempDir('runs');
    writeFinalizedRuns(runsDir, 60);
    const told = (): readonly string[] =>
      listRuns(runsDir).runs.map(({ id, status, config, summary }) =>
        JSON.stringify([id, status, config, summary]),
      );
    await timesAreBelieved();
    const expected = told();
    const index = join(runsDir, '.index');
    const files = readdirSync(index).map((name) => ({
      name,
      content: readFileSync(join(index, name)),
    }));
    expect(files.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.nat(files.length - 1), changes, (number, list) => {
        for (const { name, content } of files) writeFileSync(join(index, name), content);
        const file = files[number];
        if (file !== undefined)
          writeFileSync(join(index, file.name), applyChanges(file.content, list));
        expect(told()).toEqual(expected);
      }),
      { numRuns: INPUTS, ...seed },
    );
  });
});
