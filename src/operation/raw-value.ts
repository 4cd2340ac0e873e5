import { isList } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/** A text of an unvalidated definition; undefined when it is empty or no text. */
export function readText(value: Value | undefined): string | undefined {
  return readOptionalText(value) || undefined;
}

/** A text, which may be empty, of an unvalidated definition. */
export function readOptionalText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list, or the one text instead of a list. What is not text, or empty, is left out. */
export function readTexts(value: Value | undefined): readonly string[] | undefined {
  if (isList(value))
    return value.filter((item) => typeof item === 'string' && item !== '') as string[];
  const text = readText(value);
  return text === undefined ? undefined : [text];
}
