import { formatDisplayValue } from '../values/display-text.ts';
import { isMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { META } from './layout.ts';
import { parseMapOrEmpty, readMembers } from './metadata.ts';
import type { Run } from './run.ts';
import { readUserAttributes, setUserAttributes } from './user-attributes.ts';

/** The user attribute that holds the label people have given a run. */
const LABEL = 'label';

/**
 * What a run is called: the user's label, else the one in its summary. An empty label is what
 * clearing leaves: it stands for none, and hides that of the summary.
 */
export function effectiveLabel(attributes: ValueMap, summary: ValueMap): string | undefined {
  const own = attributes[LABEL];
  if (own !== undefined && own !== null) return formatDisplayValue(own) || undefined;
  const fromRun = isMap(summary['run']) ? summary['run'][LABEL] : undefined;
  return typeof fromRun === 'string' && fromRun !== '' ? fromRun : undefined;
}

/**
 * Labels a run; an empty label clears it.
 * @returns false when that is its label already, and nothing was written.
 */
export function setLabel(run: Run, author: string, label: string): boolean {
  const summary = readMembers(run.metaDir, [META.summary]).get(META.summary)?.toString('utf8');
  const present = effectiveLabel(readUserAttributes(run), parseMapOrEmpty(summary));
  if ((present ?? '') === label) return false;
  setUserAttributes(run, { author, set: { [LABEL]: label } });
  return true;
}

/** Takes the label off a run, also one that comes from its summary. It can be labelled again. */
export function clearLabel(run: Run, author: string): boolean {
  return setLabel(run, author, '');
}
