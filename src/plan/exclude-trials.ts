import type { Flag } from '../config/check-values.ts';
import { fail } from '../failures/failures.ts';
import { parseFilter } from '../filter/filter-expression.ts';
import type { Filter } from '../filter/filter-expression.ts';
import type { FieldReader } from '../filter/filter-fields.ts';
import { tokenizeFilter } from '../filter/filter-tokens.ts';
import { nearest } from '../values/nearest.ts';
import type { ValueMap } from '../values/value.ts';

/** Whether a configuration is one that is not to be tried. */
export type Exclusion = (config: ValueMap) => boolean;

/**
 * Reads expressions that say which trials to leave out, in the language of filters; a flag needs no
 * `config.` before its key. Undefined without an expression. Fails with `invalid-filter`, and with
 * `invalid-argument` for what a trial cannot have before it is run.
 */
export function parseExclusions(
  expressions: readonly string[],
  flags: ReadonlyMap<string, Flag>,
): Exclusion | undefined {
  if (expressions.length === 0) return undefined;
  const filters = expressions.map((expression) => readExpression(expression, flags));
  const at = { nowMillis: 0 };
  return (config) => {
    const reader: FieldReader = {
      read: (field) => (field.of === 'config' ? config[field.name] : undefined),
    };
    return filters.some((filter) => filter.matches(reader, at));
  };
}

function readExpression(expression: string, flags: ReadonlyMap<string, Flag>): Filter {
  const filter = parseFilter(namingFields(expression, flags));
  for (const { of, name } of filter.fields) {
    if (of === 'config' && flags.has(name)) continue;
    if (of !== 'config') {
      const what = of === 'run' ? name : `${of}.${name}`;
      fail({
        reason: 'invalid-argument',
        message: `'--exclude' goes by the values of trials: '${what}' is not known before they are run`,
      });
    }
    const [near] = nearest(name, flags.keys());
    const hint = near === undefined ? '' : `. Did you mean '${near}'?`;
    fail({ reason: 'invalid-argument', message: `'--exclude' names no flag: '${name}'${hint}` });
  }
  return filter;
}

/** The expression with `config.` before words that are keys of flags. */
function namingFields(expression: string, flags: ReadonlyMap<string, Flag>): string {
  let named = '';
  let at = 0;
  for (const { kind, text, start, end } of tokenizeFilter(expression)) {
    if (kind !== 'word' || !flags.has(text)) continue;
    named += `${expression.slice(at, start)}config.${text}`;
    at = end;
  }
  return named + expression.slice(at);
}
