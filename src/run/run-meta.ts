/** Reading the metadata of a run, the same for a folder and a zip: the `runMeta` of the public API. */
export { ls, openMeta } from './metadata.ts';
export type { MetaReader } from './metadata.ts';
export { openManifest } from './manifest.ts';
export type { Manifest, ManifestEntry } from './manifest.ts';
export { listOutputs, readOutput, readOutputLines } from './output.ts';
export type { OutputLine } from './output.ts';
