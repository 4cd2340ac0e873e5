import { formatJsonPretty } from '../values/json-text.ts';
import type { ValueMap } from '../values/value.ts';
import { META } from './layout.ts';
import type { RunnerLog } from './runner-log.ts';

/** Writes what is known of the state a run starts in, a file for each attribute; known ones are replaced. */
export function writeSystemAttributes(log: RunnerLog, attributes: ValueMap): void {
  for (const [name, value] of Object.entries(attributes)) {
    const member = `${META.systemAttributes}/${name}.json`;
    log.writeMeta(`system ${name}`, member, formatJsonPretty(value));
  }
}
