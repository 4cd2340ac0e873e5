import { join } from '../platform/paths.ts';
import { readRegularText } from '../platform/regular-file.ts';
import { META } from './layout.ts';

/** Whether the power went before metadata said on the disk what run it is of: names are there, content is not. */
export function isDescriptionLost(metaDir: string): boolean {
  return DESCRIPTION_MARKS.some((member) =>
    /^\0*$/.test(readRegularText(join(metaDir, member)) ?? 'missing'),
  );
}

/** Members that come to the disk after all others that describe a run. */
export const DESCRIPTION_MARKS: readonly string[] = [META.opref, META.schema];
