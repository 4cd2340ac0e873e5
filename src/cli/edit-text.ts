import { fail } from '../failures/failures.ts';
import { splitShellWords } from '../files/shell-words.ts';
import {
  findExistingFile,
  isSystemError,
  readTextIfExists,
  removeTree,
  writeFileAtomic,
} from '../platform/files.ts';
import type { Host } from '../platform/host.ts';
import { join } from '../platform/paths.ts';
import { runInteractive } from '../platform/run-interactive.ts';
import { makeTemporaryFolder } from '../platform/temporary-folder.ts';

/**
 * Lets the user edit a text in their editor. @returns the text, without white space at its end.
 * Fails with `editor-failed`; what was written is lost then.
 */
export async function editText(text: string, host: Host): Promise<string> {
  const editor = editorOf(host);
  const folder = makeTemporaryFolder();
  // Ctrl-C is for the editor.
  const stopIgnoring = host.onStopSignal(() => undefined);
  try {
    const path = join(folder, 'comment.txt');
    writeFileAtomic(path, text === '' ? '' : `${text}\n`);
    const [program = '', ...args] = splitShellWords(editor);
    const { cwd, env } = host;
    const status = await runInteractive({ program, args: [...args, path], cwd, env });
    if (status !== 0) fail({ reason: 'editor-failed', editor });
    return (readTextIfExists(path) ?? '').trimEnd();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return fail({ reason: 'editor-failed', editor }, error);
  } finally {
    stopIgnoring();
    removeTree(folder);
  }
}

/** `VISUAL`, else `EDITOR`, else what the system has. */
function editorOf({ env, platform }: Host): string {
  const chosen = [env['VISUAL'], env['EDITOR']].find((value) => (value ?? '').trim() !== '');
  if (chosen !== undefined) return chosen;
  return (
    findExistingFile(['/usr/bin/editor']) ?? (platform.startsWith('Windows') ? 'notepad' : 'vi')
  );
}
