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
