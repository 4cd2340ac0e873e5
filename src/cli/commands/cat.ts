import { sep } from 'node:path';
import type { RunRecord } from '../../catalog/run-record.ts';
import { fail } from '../../failures/failures.ts';
import { readFileBlocks } from '../../platform/file-tree.ts';
import { statIfExists } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { META, isZipMeta } from '../../run/layout.ts';
import { currentMetaPath, withMeta } from '../../run/metadata.ts';
import { chooseRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { pathInside, rootOf } from '../run-paths.ts';
import { openWorkspace } from '../workspace.ts';

type Write = (bytes: Uint8Array) => void;

/** `gage cat`: the bytes of a file of a run, unchanged. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, host } = context;
  const path = values.isGiven('summary') ? META.summary : values.text('path');
  const spec = values.text('run');
  if (path === undefined || path === '') {
    const hint = `Use 'gage show ${spec === undefined ? '' : `${spec} `}--files' to show available files.`;
    fail({
      reason: 'invalid-argument',
      message: `Specify the file to print using '--path'. ${hint}`,
    });
  }
  const run = chooseRun(spec, await openWorkspace(context), values.text('where'));
  if (values.isGiven('meta') || values.isGiven('summary')) printMeta(run, path, host.stdout.write);
  else printFile(rootOf(run, values.isGiven('user')), path, host.stdout.write);
  return 0;
}

function printFile(root: string, path: string, write: Write): void {
  const file = join(root, pathInside(root, path));
  const status = statIfExists(file);
  if (status === undefined) fail({ reason: 'cannot-open', path: file, problem: 'no such file' });
  if (!status.isFile()) fail({ reason: 'cannot-open', path: file, problem: 'not a file' });
  readFileBlocks(file, write);
}

/** Metadata is a folder or a zip. */
function printMeta({ run }: RunRecord, path: string, write: Write): void {
  const zipPath = currentMetaPath(run.metaDir);
  if (!isZipMeta(zipPath)) {
    printFile(zipPath, path, write);
    return;
  }
  const member = pathInside(zipPath, path).split(sep).join('/');
  withMeta(zipPath, (meta) => {
    const size = meta.size(member);
    if (size === undefined) {
      const isFolder = meta.list().some((name) => name.startsWith(`${member}/`));
      const problem = isFolder || member === '' ? 'not a file' : 'entry does not exist';
      fail({ reason: 'cannot-open', path: member, zipPath, problem });
    }
    for (let start = 0; start < size; start += BLOCK_BYTES) {
      const block = meta.readRange(member, start, BLOCK_BYTES);
      if (block !== undefined) write(block);
    }
  });
}

const BLOCK_BYTES = 1024 * 1024;
