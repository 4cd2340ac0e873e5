import { basename, sep } from 'node:path';
import type { RunRecord } from '../../catalog/run-record.ts';
import { fail } from '../../failures/failures.ts';
import { splitShellWords } from '../../files/shell-words.ts';
import { pathExists, writeFileAtomic } from '../../platform/files.ts';
import type { Host } from '../../platform/host.ts';
import { join } from '../../platform/paths.ts';
import { runInteractive } from '../../platform/run-interactive.ts';
import { makeTemporaryFolder } from '../../platform/temporary-folder.ts';
import { META, isZipMeta } from '../../run/layout.ts';
import { currentMetaPath, withMeta } from '../../run/metadata.ts';
import { chooseRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { pathInside, rootOf } from '../run-paths.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage open`: opens a run's folder, or a file of it, in another program and waits for that. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, host } = context;
  const workspace = await openWorkspace(context);
  const run = chooseRun(values.text('run'), workspace, values.text('where'));
  const [program = '', ...args] = openerWords(context);
  const path = pathToOpen(run, context);
  // Ctrl-C is for the program that was opened.
  const stopIgnoring = host.onStopSignal(() => undefined);
  try {
    const { cwd, env } = host;
    return await runInteractive({ program, args: [...args, path], cwd, env });
  } finally {
    stopIgnoring();
  }
}

/** Fails with `invalid-argument` where the system has no program to open things with. */
function openerWords({ values, host }: CommandContext): readonly string[] {
  const command = values.text('cmd');
  if (command !== undefined && command.trim() !== '') return splitShellWords(command);
  const opener = systemOpener(host);
  if (opener !== undefined) return opener;
  const message = `unsupported platform: ${host.platform}\nTry again with '--cmd' to specify a program.`;
  return fail({ reason: 'invalid-argument', message });
}

function systemOpener({ platform }: Host): readonly string[] | undefined {
  if (platform.startsWith('Windows')) return ['cmd', '/c', 'start', '""', '/wait'];
  if (platform.startsWith('Darwin')) return ['open'];
  return /^(?:Linux|.*BSD|SunOS)/.test(platform) ? ['xdg-open'] : undefined;
}

/** What is opened exists. Fails with `cannot-open`. */
function pathToOpen(run: RunRecord, { values }: CommandContext): string {
  const path = values.isGiven('summary') ? META.summary : (values.text('path') ?? '');
  const isMeta = values.isGiven('meta') || values.isGiven('summary');
  const metaPath = currentMetaPath(run.run.metaDir);
  if (isMeta && isZipMeta(metaPath)) return path === '' ? metaPath : extractMember(metaPath, path);
  const root = isMeta ? metaPath : rootOf(run, values.isGiven('user'));
  const file = join(root, pathInside(root, path));
  if (!pathExists(file)) fail({ reason: 'cannot-open', path: file, problem: 'no such file' });
  return file;
}

/** A copy of a file in zipped metadata; it stays, as programs may open it after we have ended. */
function extractMember(zipPath: string, path: string): string {
  const member = pathInside(zipPath, path).split(sep).join('/');
  const content = withMeta(zipPath, (meta) => meta.read(member));
  if (content === undefined) {
    fail({ reason: 'cannot-open', path: member, zipPath, problem: 'entry does not exist' });
  }
  const copy = join(makeTemporaryFolder(), basename(member));
  writeFileAtomic(copy, content);
  return copy;
}
