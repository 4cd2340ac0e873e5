import { isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/**
 * The value of this name, dots and all; else, of a map within, what the rest of the name means
 * there: `model.depth` may be stored either way.
 */
export function lookUp(values: Value | undefined, name: string): Value | undefined {
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
