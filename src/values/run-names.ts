/**
 * What metadata in a runs directory is called behind the id of its run: a folder, later a zip. Known
 * below everything that reads runs, so that runs are taken neither for projects nor for source code.
 */
export const META_SUFFIX = '.meta';
export const ZIP_META_SUFFIX = '.meta.zip';

/** Whether a name is that of metadata, by its UUID and its end: other files may end in `.meta`. */
export function isRunMetaName(name: string): boolean {
  // Most names are told apart without the expression.
  return (name.endsWith(META_SUFFIX) || name.endsWith(ZIP_META_SUFFIX)) && RUN_META.test(name);
}

const RUN_META = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.meta(?:\.zip)?$/;

/** The folder in a runs directory that holds archive records. */
export const ARCHIVES_DIR = '.archives';

/** The folder in a runs directory that holds batches. */
export const BATCHES_DIR = '.batches';

/** The folder in a runs directory that holds its index: nothing that cannot be made again. */
export const INDEX_DIR = '.index';

/** How folders in a runs directory begin whose files are on their way to it; never listed. */
export const INCOMING_PREFIX = '.incoming-';

/** Whether an entry of a runs directory belongs to a run, or to what is known of all of them. */
export function isRunsEntryName(name: string): boolean {
  return RUN_ENTRY.test(name) || COMMON_DIRS.has(name) || name.startsWith(INCOMING_PREFIX);
}

const RUN_ENTRY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.|$)/;

const COMMON_DIRS: ReadonlySet<string> = new Set([ARCHIVES_DIR, BATCHES_DIR, INDEX_DIR]);
