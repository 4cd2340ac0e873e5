import { findField } from './filter-fields.ts';

/**
 * Whether a text that could also be the name of an operation or a run is meant as a filter: it has a
 * blank or an operator, or is the name of a value, such as `tag:best`.
 */
export function looksLikeFilter(text: string): boolean {
  return /[\s=<>~]/.test(text) || (/[.:]/.test(text) && findField(text) !== undefined);
}
