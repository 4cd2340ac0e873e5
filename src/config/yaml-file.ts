import { Composer, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { float, integer, isFloat, isInteger } from '../values/value.ts';
import type { Scalar as PlainScalar } from '../values/value.ts';
import type { ConfigFormat, ConfigTextError } from './config-format.ts';
import { MAX_DEPTH, errorAt, failTooDeep, makeMap, setPart } from './located-value.ts';
import type { LocatedMap, LocatedValue, Place } from './located-value.ts';
import { makeDocument } from './splice-text.ts';
import { writeYaml } from './yaml-text.ts';
import { parseYamlTokens } from './yaml-tokens.ts';

/**
 * YAML 1.2, or 1.1 where a directive says so; one document. What stands behind an alias or comes in by
 * a merge key (`<<`) has no entry: it is set where its anchor is. Values with a tag of their own kind
 * have none either.
 */
export const yamlFormat: ConfigFormat = {
  extensions: ['.yaml', '.yml'],
  read: (text) =>
    makeDocument(text, (body) => ({ root: new YamlReader(body).document(), write: writeYaml })),
};

class YamlReader {
  readonly #text: string;
  readonly #anchors = new Map<string, ParsedNode>();
  /** The nodes with an anchor that are being read. */
  readonly #open = new Set<ParsedNode>();

  constructor(text: string) {
    this.#text = text;
  }

  document(): LocatedValue {
    const tokens = parseYamlTokens(this.#text, {
      maxDepth: MAX_DEPTH,
      failTooDeep: (offset) => failTooDeep(this.#text, offset),
    });
    // Duplicate keys are found here, as the library compares each key with all others.
    const composer = new Composer({ intAsBigInt: true, uniqueKeys: false });
    const [first, second] = composer.compose(tokens, true, this.#text.length);
    const problem = first?.errors[0] ?? second?.errors[0];
    if (problem !== undefined) throw this.#error(problem.pos[0], problem.message, problem);
    if (second !== undefined) {
      throw this.#error(second.range[0], 'Only one document in a file is supported');
    }
    return (first?.contents && this.#locate(first.contents)) ?? makeMap();
  }

  /** The value of a node; undefined when it has none that can be set here. */
  #locate(node: ParsedNode, parentColumn = -1): LocatedValue | undefined {
    if (isAlias(node)) return this.#checkAlias(node);
    if (node.anchor !== undefined) {
      this.#anchors.set(node.anchor, node);
      this.#open.add(node);
    }
    const located = this.#locateContent(node, parentColumn);
    this.#open.delete(node);
    return located !== undefined && hasUsualTag(node.tag, located) ? located : undefined;
  }

  #locateContent(
    node: Scalar.Parsed | YAMLMap.Parsed | YAMLSeq.Parsed,
    parentColumn: number,
  ): LocatedValue | undefined {
    if (isScalar(node)) return this.#scalar(node);
    const place = this.#collectionPlace(node, parentColumn);
    if (isMap(node)) return this.#map(node, place);
    const items = node.items.map((item) => this.#locate(item));
    return { kind: 'list', items, place };
  }

  #checkAlias(alias: Alias.Parsed): undefined {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      throw this.#error(alias.range[0], `There is no anchor ${alias.source} before this alias`);
    }
    if (this.#open.has(target)) {
      throw this.#error(alias.range[0], `The value of ${alias.source} contains itself`);
    }
    return undefined;
  }

  #map(node: YAMLMap.Parsed, place: Place): LocatedMap {
    const map = makeMap(place);
    const names = new Set<string>();
    const column = node.flow === true ? -1 : this.#column(place.start);
    for (const { key, value } of node.items) {
      // Also keys and merged maps may have anchors.
      const part = [this.#locate(key), value === null ? undefined : this.#locate(value, column)][1];
      const name = keyName(key);
      if (name === undefined) {
        map.isPartial = true;
        continue;
      }
      if (names.has(name)) throw this.#error(key.range[0], `The key ${name} is there twice`);
      names.add(name);
      setPart(map, name, part);
    }
    return map;
  }

  #scalar(node: Scalar.Parsed): LocatedValue | undefined {
    const value = scalarValue(node);
    if (value === undefined) return undefined;
    const [start, valueEnd] = node.range;
    if (start === valueEnd) return { kind: 'scalar', value, place: this.#emptyPlace(start) };
    const end = start + this.#text.slice(start, valueEnd).trimEnd().length;
    return { kind: 'scalar', value, place: { start, end } };
  }

  /** A value that is not written at all must not touch what is around it when it comes. */
  #emptyPlace(at: number): Place {
    const lead = /[\s[{]/.test(this.#text.charAt(at - 1)) ? '' : ' ';
    const trail = /^[^\s,\]}]/.test(this.#text.charAt(at)) ? ' ' : '';
    return { start: at, end: at, lead, trail };
  }

  #collectionPlace(node: YAMLMap.Parsed | YAMLSeq.Parsed, parentColumn: number): Place {
    const start = node.range[0];
    const end = contentEnd(node, this.#text);
    // Only a block list may stand as far left as the key it belongs to.
    const isTooLeft = isSeq(node) && node.flow !== true && this.#column(start) <= parentColumn;
    return isTooLeft ? { start, end, lead: '  ' } : { start, end };
  }

  #column(offset: number): number {
    return offset - (this.#text.lastIndexOf('\n', offset - 1) + 1);
  }

  #error(offset: number, problem: string, cause?: unknown): ConfigTextError {
    return errorAt(this.#text, offset, problem, cause);
  }
}

/** Whether a tag in the file, if any, is the usual one for what stands behind it. */
function hasUsualTag(tag: string | undefined, located: LocatedValue): boolean {
  if (tag === undefined) return true;
  if (located.kind === 'list') return tag === 'tag:yaml.org,2002:seq';
  if (located.kind === 'map') return tag === 'tag:yaml.org,2002:map';
  const { value } = located;
  if (isInteger(value)) return tag === 'tag:yaml.org,2002:int';
  if (isFloat(value)) return tag === 'tag:yaml.org,2002:float';
  if (value === null) return tag === 'tag:yaml.org,2002:null';
  return tag === `tag:yaml.org,2002:${typeof value === 'boolean' ? 'bool' : 'str'}`;
}

/** The name a key stands for; undefined for a merge key and for keys that are not plain scalars. */
function keyName(key: ParsedNode): string | undefined {
  if (!isScalar(key)) return undefined;
  if (key.type !== 'PLAIN') return String(key.value);
  return key.source === '<<' ? undefined : key.source;
}

function scalarValue({ value, tag, source }: Scalar.Parsed): PlainScalar | undefined {
  if (tag === 'tag:yaml.org,2002:float' && /^[-+]?\d+$/.test(source)) return float(Number(source));
  if (typeof value === 'bigint') return integer(String(value));
  if (typeof value === 'number') return float(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return undefined;
}

/** Where the last value in `node` ends. The library counts the line end behind a block collection in. */
function contentEnd(node: ParsedNode, text: string): number {
  const last = lastPart(node);
  if (last !== undefined) return contentEnd(last, text);
  const [start, end] = node.range;
  return start + text.slice(start, end).trimEnd().length;
}

function lastPart(node: ParsedNode): ParsedNode | undefined {
  if (isScalar(node) || isAlias(node) || node.flow === true) return undefined;
  if (isSeq(node)) return node.items.at(-1);
  const pair = node.items.at(-1);
  return pair?.value ?? pair?.key;
}
