import type { ValueKind } from '../failures/failures.ts';
import { isFloat, isInteger, isList, valuesEqual } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { matchQuoted, parseFlagValue, unquote } from './flag-value.ts';
import { splitOutside } from './split-outside.ts';

/** The values a flag accepts. */
export interface AcceptedValues {
  readonly kinds: ReadonlySet<ValueKind>;
  /** Set when only some values are accepted. */
  readonly choices?: readonly Value[];
}

/** What kind of thing a value is. */
export function valueKind(value: Value): ValueKind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (isInteger(value)) return 'integer';
  if (isFloat(value)) return 'float';
  return isList(value) ? 'list' : 'map';
}

/**
 * What a flag accepts, by the type stated beside its default if there is one that can be understood
 * (Python's and TypeScript's usual spellings), else by the default: the same kind, and null unless it is text.
 * Undefined when anything goes, as for a default of null.
 */
export function acceptedValues(
  defaultValue: Value,
  typeHint: string | undefined,
): AcceptedValues | undefined {
  const hinted = typeHint === undefined ? undefined : acceptedByHint(typeHint, defaultValue);
  if (hinted !== undefined) return hinted;
  const kind = valueKind(defaultValue);
  switch (kind) {
    case 'null':
      return undefined;
    case 'text':
      return { kinds: new Set([kind]) };
    case 'integer':
      // Scripts that say `rate = 1` rarely mean that a rate has no fraction.
      return { kinds: new Set<ValueKind>(['integer', 'float', 'null']) };
    default:
      return { kinds: new Set<ValueKind>([kind, 'null']) };
  }
}

function acceptedByHint(typeHint: string, defaultValue: Value): AcceptedValues | undefined {
  const alternatives = listAlternatives(unwrapQuotes(typeHint.trim()));
  const choices: Value[] = [];
  const kinds = new Set<ValueKind>();
  for (const alternative of alternatives) {
    if (alternative.choice !== undefined) {
      choices.push(alternative.choice);
      kinds.add(valueKind(alternative.choice));
      continue;
    }
    const named = KINDS_OF_NAME.get(alternative.name);
    if (named === undefined) return undefined;
    for (const kind of named) kinds.add(kind);
  }
  if (choices.length > 0) return acceptedChoices(choices, kinds, alternatives, defaultValue);
  const kind = valueKind(defaultValue);
  // `x: float = 1` is a float; any other default outside its own type shows that the type says too little.
  if (!(kind === 'integer' && kinds.has('float'))) kinds.add(kind);
  return { kinds };
}

/** Listed values count when the default is one of them: a quoted name may also be a class. */
function acceptedChoices(
  choices: readonly Value[],
  kinds: ReadonlySet<ValueKind>,
  alternatives: readonly Alternative[],
  defaultValue: Value,
): AcceptedValues | undefined {
  const others = alternatives.filter(
    ({ choice, name }) => choice === undefined && !isNullName(name),
  );
  if (others.length > 0) return undefined;
  const all = kinds.has('null') && !choices.includes(null) ? [...choices, null] : choices;
  const isListed = choices.some((choice) => valuesEqual(choice, defaultValue));
  return isListed ? { kinds, choices: all } : undefined;
}

/** One member of a union: a listed value, or the name of a type without its parameters. */
interface Alternative {
  readonly name: string;
  readonly choice?: Value;
}

function listAlternatives(hint: string): readonly Alternative[] {
  const members = splitOutside(hint, '|');
  if (members.length > 1) return members.flatMap(listAlternatives);
  const text = hint.trim();
  if (matchQuoted(text, 0)?.length === text.length) return [{ name: '', choice: unquote(text) }];
  if (/^(?:readonly\s+)?.*\[\s*\]$/s.test(text)) return [{ name: 'list' }];
  const [, name = '', parameters = ''] = /^([\w.]+)\s*(?:[[<](.*)[\]>])?$/s.exec(text) ?? [];
  const shortName = name.slice(name.lastIndexOf('.') + 1);
  switch (shortName) {
    case 'Optional':
      return [...listAlternatives(parameters), { name: 'None' }];
    case 'Union':
      return splitOutside(parameters, ',').flatMap(listAlternatives);
    case 'Literal':
      return splitOutside(parameters, ',').map((part) => ({ name: '', choice: parseChoice(part) }));
    case 'Final':
    case 'ClassVar':
    case 'Annotated':
      return listAlternatives(splitOutside(parameters, ',')[0] ?? '');
    default:
      return [{ name: shortName }];
  }
}

/** A constant, with Python's capitals where it has them. */
function parseChoice(text: string): Value {
  const trimmed = text.trim();
  if (trimmed === 'None') return null;
  if (trimmed === 'True' || trimmed === 'False') return trimmed === 'True';
  if (matchQuoted(trimmed, 0)?.length === trimmed.length) return unquote(trimmed);
  return /^[-+\w.]+$/.test(trimmed) ? parseFlagValue(trimmed) : trimmed;
}

/** A type that is quoted as a whole is one that Python reads later. */
function unwrapQuotes(hint: string): string {
  return /^(?:"[^"]*"|'[^']*')$/.test(hint) ? hint.slice(1, -1) : hint;
}

function isNullName(name: string): boolean {
  return KINDS_OF_NAME.get(name)?.[0] === 'null';
}

const KINDS_OF_NAME: ReadonlyMap<string, readonly ValueKind[]> = new Map<
  string,
  readonly ValueKind[]
>([
  ['str', ['text']],
  ['string', ['text']],
  ['int', ['integer']],
  ['bigint', ['integer']],
  ['float', ['float']],
  ['number', ['integer', 'float']],
  ['bool', ['boolean']],
  ['boolean', ['boolean']],
  ['None', ['null']],
  ['null', ['null']],
  ['undefined', ['null']],
  ['list', ['list']],
  ['List', ['list']],
  ['tuple', ['list']],
  ['Tuple', ['list']],
  ['Sequence', ['list']],
  ['Array', ['list']],
  ['ReadonlyArray', ['list']],
  ['dict', ['map']],
  ['Dict', ['map']],
  ['Mapping', ['map']],
  ['Record', ['map']],
]);
