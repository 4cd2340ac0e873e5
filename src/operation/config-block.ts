import { isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { readText, readTexts } from './raw-value.ts';

/** A choice of values in files that can be set for a run, and how their keys are named. */
export interface ConfigBlock {
  /** Key paths, `<files>#<keys>`; those that begin with `-` exclude. */
  readonly keys: readonly string[];
  readonly description?: string;
  /** Put before every key. */
  readonly prefix?: string;
  /** Taken from the start of keys. */
  readonly stripPrefix?: string;
  /** Replacements of key prefixes, `<old> <new>`, in order. */
  readonly rename?: readonly string[];
}

/**
 * Reads the `config` of a definition. Texts of one list are one block, so that exclusions see what
 * they exclude from; in a list with maps too, each text is a block of its own.
 */
export function readConfigBlocks(value: Value | undefined): readonly ConfigBlock[] {
  if (!isList(value)) return readConfigBlock(value);
  const isMixed = value.some((item) => typeof item !== 'string');
  return isMixed ? value.flatMap(readConfigBlock) : readConfigBlock(value);
}

/** One block, or none for what is none. */
function readConfigBlock(value: Value | undefined): readonly ConfigBlock[] {
  if (isMap(value)) return readMapBlock(value);
  const keys = readTexts(value) ?? [];
  return keys.length > 0 ? [{ keys }] : [];
}

function readMapBlock(value: ValueMap): readonly ConfigBlock[] {
  const keys = readTexts(value['keys']) ?? [];
  if (keys.length === 0) return [];
  const description = readText(value['description']);
  const prefix = readText(value['prefix']);
  const stripPrefix = readText(value['strip-prefix']);
  const rename = readTexts(value['rename']);
  return [
    {
      keys,
      ...(description !== undefined && { description }),
      ...(prefix !== undefined && { prefix }),
      ...(stripPrefix !== undefined && { stripPrefix }),
      ...(rename !== undefined && { rename }),
    },
  ];
}
