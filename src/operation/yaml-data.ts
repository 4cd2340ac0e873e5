import { Composer, isAlias, isMap, isScalar, LineCounter } from 'yaml';
import type { Alias, Document, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';

import { parseYamlTokens } from '../config/yaml-tokens.ts';
import { emptyMap, isList, isMap as isValueMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { checkDepth, DataTextError, failTooDeep, MAX_DATA_DEPTH } from './data-text.ts';
import type { ParsedData, Place, Places, ValuePath } from './data-text.ts';
import { isTimestamp, resolvePlainScalar } from './yaml-scalars.ts';

/** How many values aliases (`*name`) may repeat in all, so that a small text cannot stand for a huge one. */
const MAX_REPEATED_VALUES = 10_000;

/**
 * Parses one YAML document, with the scalars of YAML 1.1 (see `yaml-scalars.ts`) and merge keys,
 * noting `places` when given. An empty text is null. Throws {@link DataTextError}.
 */
export function parseYamlData(text: string, places?: Places): ParsedData {
  const lines = new LineCounter();
  const document = composeDocument(text, lines);
  const reader = new YamlReader(lines, places);
  const value = document?.contents ? reader.read(document.contents, []) : null;
  return { value, dates: reader.dates };
}

/** Every scalar is composed as text: what unquoted words mean is decided in {@link YamlReader}. */
const COMPOSE_OPTIONS = {
  schema: 'failsafe',
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

function composeDocument(text: string, lines: LineCounter): Document.Parsed | undefined {
  const tokens = parseYamlTokens(text, {
    maxDepth: MAX_DATA_DEPTH,
    failTooDeep: (offset) => failTooDeep(placeAt(lines, offset)),
    onNewLine: lines.addNewLine,
  });
  const documents = new Composer(COMPOSE_OPTIONS).compose(tokens, true, text.length);
  const [document, next] = [...documents] as (Document.Parsed | undefined)[];
  const error = document?.errors[0];
  if (error !== undefined) {
    throw new DataTextError(error.message, placeAt(lines, error.pos[0]), { cause: error });
  }
  if (next !== undefined) {
    throw new DataTextError('More than one document', placeAt(lines, next.range[0]));
  }
  return document;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

class YamlReader {
  readonly dates: ValuePath[] = [];
  readonly #lines: LineCounter;
  readonly #places: Places | undefined;
  readonly #anchors = new Map<string, ParsedNode>();
  /** The anchored nodes being read: an alias to one of them would never end. */
  readonly #open = new Set<ParsedNode>();
  #aliasDepth = 0;
  #repeatedValues = 0;

  constructor(lines: LineCounter, places: Places | undefined) {
    this.#lines = lines;
    this.#places = places;
  }

  read(node: ParsedNode, path: ValuePath): Value {
    const place = this.#placeOf(node);
    checkDepth(path.length - 1, place);
    this.#places?.addValue(path, place);
    if (isAlias(node)) return this.#repeat(node, path);
    if (this.#aliasDepth > 0 && ++this.#repeatedValues > MAX_REPEATED_VALUES) {
      throw new DataTextError(`Aliases repeat more than ${MAX_REPEATED_VALUES} values`, place);
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    const value = this.#readContent(node, path);
    this.#open.delete(node);
    return value;
  }

  #readContent(node: Exclude<ParsedNode, Alias.Parsed>, path: ValuePath): Value {
    if (isScalar(node)) return this.#readScalar(node, path);
    this.#checkTag(node, ['map', 'seq']);
    if (isMap(node)) return this.#readMap(node, path);
    return node.items.map((item, index) => this.read(item, [...path, index]));
  }

  #repeat(alias: Alias.Parsed, path: ValuePath): Value {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      throw new DataTextError(`Unknown alias *${alias.source}`, this.#placeOf(alias));
    }
    if (this.#open.has(target)) {
      throw new DataTextError(`*${alias.source} contains itself`, this.#placeOf(alias));
    }
    this.#aliasDepth++;
    const value = this.read(target, path);
    this.#aliasDepth--;
    return value;
  }

  #readScalar(node: Scalar.Parsed, path: ValuePath): Value {
    const text = String(node.value);
    this.#checkTag(node, ['str', 'int', 'float', 'bool', 'null', 'timestamp']);
    const isPlain = node.type === 'PLAIN' && node.tag === undefined;
    const isTyped = node.tag !== undefined && node.tag !== '!' && node.tag !== `${TAG_PREFIX}str`;
    if (!isPlain && !isTyped) return text;
    if (isTimestamp(text)) {
      this.dates.push(path);
      return text;
    }
    return resolvePlainScalar(text);
  }

  #checkTag(node: ParsedNode, known: readonly string[]): void {
    const tag = node.tag;
    if (tag === undefined || tag === '!') return;
    if (tag.startsWith(TAG_PREFIX) && known.includes(tag.slice(TAG_PREFIX.length))) return;
    throw new DataTextError(`Unknown tag ${tag.replace(TAG_PREFIX, '!!')}`, this.#placeOf(node));
  }

  #readMap(node: YAMLMap.Parsed, path: ValuePath): Value {
    const map = emptyMap();
    const merged: ValueMap[] = [];
    for (const pair of node.items) {
      if (isMergeKey(pair.key)) {
        merged.push(...this.#readMerge(pair, path));
        continue;
      }
      const key = this.#readKey(pair.key);
      const place = this.#placeOf(pair.key);
      if (Object.hasOwn(map, key)) {
        throw new DataTextError(`The key ${JSON.stringify(key)} is used twice`, place);
      }
      this.#places?.addKey([...path, key], place);
      map[key] = pair.value === null ? null : this.read(pair.value, [...path, key]);
    }
    for (const source of merged) {
      for (const key of Object.keys(source)) {
        if (!Object.hasOwn(map, key)) map[key] = source[key] ?? null;
      }
    }
    return map;
  }

  /** A key is the text it is written as: `1:` and `on:` name what `"1":` and `"on":` do. */
  #readKey(key: ParsedNode): string {
    const target = isAlias(key) ? this.#anchors.get(key.source) : key;
    if (target === undefined || !isScalar(target)) {
      throw new DataTextError('A key must be text', this.#placeOf(key));
    }
    if (target.anchor !== undefined) this.#anchors.set(target.anchor, target);
    const text = String(target.value);
    if (text === '' && target.type === 'PLAIN') {
      throw new DataTextError('A key is missing', this.#placeOf(key));
    }
    return text;
  }

  /** The maps that `<<` adds, the strongest first. */
  #readMerge(pair: Pair<ParsedNode, ParsedNode | null>, path: ValuePath): readonly ValueMap[] {
    const value = pair.value === null ? null : this.read(pair.value, path);
    const sources = isList(value) ? value : [value];
    return sources.map((source) => {
      if (isValueMap(source)) return source;
      throw new DataTextError('<< needs a map or a list of maps', this.#placeOf(pair.key));
    });
  }

  #placeOf(node: ParsedNode): Place {
    return placeAt(this.#lines, node.range[0]);
  }
}

const TAG_PREFIX = 'tag:yaml.org,2002:';

function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.tag === undefined && key.value === '<<';
}
