import { readProjectReference } from '../run/project-reference.ts';
import { isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { FieldReader, FilterField, RunFieldName } from '../filter/filter-fields.ts';
import type { RunRecord } from './run-record.ts';

/** What a filter asks, answered from a record. What is not in the record is read when it is asked. */
export function recordReader(record: RunRecord): FieldReader {
  return {
    read(field: FilterField): Value | undefined {
      switch (field.of) {
        case 'run':
          return readRunField(record, field.name);
        case 'config':
          return lookUp(record.config, field.name);
        case 'metric':
          return lookUp(record.summary['metrics'], field.name);
        case 'attribute':
          // What people say of a run counts more than what it says of itself.
          return (
            lookUp(record.attributes, field.name) ??
            lookUp(record.summary['attributes'], field.name)
          );
      }
    },
  };
}

function readRunField(record: RunRecord, name: RunFieldName): Value | undefined {
  switch (name) {
    case 'operation':
      return record.opref.name;
    case 'namespace':
      return record.opref.namespace;
    case 'version':
      return record.opref.version;
    case 'exit_code':
      return record.exitCode;
    case 'label':
      // A label that was cleared is stored as an empty text.
      return record.label === '' ? undefined : record.label;
    case 'own_label':
      return lookUp(record.summary['run'], 'label');
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

/**
 * The value of this name, dots and all; else, of a map within, what the rest of the name means
 * there: `model.depth` may be stored either way.
 */
function lookUp(values: Value | undefined, name: string): Value | undefined {
  if (!isMap(values)) return undefined;
  if (Object.hasOwn(values, name)) return values[name];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const outer = name.slice(0, dot);
    const found = Object.hasOwn(values, outer)
      ? lookUp(values[outer], name.slice(dot + 1))
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
