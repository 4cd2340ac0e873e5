import { readProjectReference } from '../run/project-reference.ts';
import type { ValueGroup } from '../run-index/run-row.ts';
import { isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { FieldReader, FilterField, RunFieldName } from '../filter/filter-fields.ts';
import { IndexedRun } from './indexed-run.ts';
import { lookUp } from './look-up.ts';
import type { RunRecord } from './run-record.ts';

/** What a filter asks, answered from a record. What is not in the record is read when it is asked. */
export class RecordReader implements FieldReader {
  #record: RunRecord | undefined;

  /** The same reader, of another record: making one for each of very many takes longer than it answers. */
  of(record: RunRecord): this {
    this.#record = record;
    return this;
  }

  read(field: FilterField): Value | undefined {
    const record = this.#record;
    if (record === undefined) return undefined;
    switch (field.of) {
      case 'run':
        return readRunField(record, field.name);
      case 'config':
        return valueIn(record, 'config', field.name);
      case 'metric':
        return valueIn(record, 'metrics', field.name);
      case 'attribute':
        // What people say of a run counts more than what it says of itself.
        return lookUp(record.attributes, field.name) ?? valueIn(record, 'attributes', field.name);
    }
  }
}

export function recordReader(record: RunRecord): FieldReader {
  return new RecordReader().of(record);
}

function readRunField(record: RunRecord, name: RunFieldName): Value | undefined {
  switch (name) {
    case 'operation':
      return record.opref.name;
    case 'namespace':
      return record.opref.namespace;
    case 'version':
      return record.opref.version;
    case 'batch':
      return record.batch?.name;
    case 'batch_id':
      return record.batch?.id;
    case 'trial':
      return record.batch?.trial;
    case 'exit_code':
      return record.exitCode;
    case 'label':
      // A label that was cleared is stored as an empty text.
      return record.label === '' ? undefined : record.label;
    case 'own_label':
      return valueIn(record, 'run', 'label');
    case 'tag':
      return listOrNothing(readTags(record.attributes));
    case 'comment':
      return listOrNothing(readComments(record.attributes));
    case 'project':
      return readProjectReference(record.run);
    default:
      return record[name];
  }
}

/** A run of the index knows its values without its documents. */
function valueIn(record: RunRecord, group: ValueGroup, name: string): Value | undefined {
  if (record instanceof IndexedRun) return record.valueIn(group, name);
  return lookUp(group === 'config' ? record.config : record.summary[group], name);
}

const TAG = 'tag:';
const COMMENT = 'comment:';

function readTags(attributes: ValueMap): readonly string[] {
  const names = Object.keys(attributes).filter((name) => name.startsWith(TAG));
  return names.map((name) => name.slice(TAG.length));
}

function readComments(attributes: ValueMap): readonly string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    const text = name.startsWith(COMMENT) && isMap(value) ? value['msg'] : undefined;
    return typeof text === 'string' ? [text] : [];
  });
}

/** A run without tags has no value here, so that `tag == null` finds it. */
function listOrNothing(items: readonly string[]): readonly string[] | undefined {
  return items.length === 0 ? undefined : items;
}
