import { acceptedValues } from '../config/type-hint.ts';
import type { ConfigSetting } from '../config/read-config.ts';
import type { PlannedOperation } from '../plan/plan-run.ts';
import { compareCodePoints } from '../values/order.ts';
import type { ValueMap } from '../values/value.ts';
import { dependencyTitle } from './dependency-text.ts';

/** Help for an operation as JSON: what `gage run --help-op` tells in words. Flags are sorted by key. */
export function operationHelpJson({ opdef, settings }: PlannedOperation): ValueMap {
  const flags = [...settings.values()]
    .filter((setting) => !setting.isContainer)
    .sort((a, b) => compareCodePoints(a.key, b.key));
  return {
    operation: opdef.name,
    version: opdef.version ?? null,
    description: opdef.description?.trim() ?? null,
    flags: flags.map(flagJson),
    dependencies: opdef.depends.map((dependency) => ({
      type: dependency.type,
      description: dependencyTitle(dependency),
      target: dependency.target ?? null,
    })),
    requires: opdef.requires,
  };
}

function flagJson({ key, value, typeHint, description, places }: ConfigSetting): ValueMap {
  const accepted = acceptedValues(value, typeHint);
  return {
    key,
    default: value,
    kinds: accepted === undefined ? null : [...accepted.kinds],
    choices: accepted?.choices ?? null,
    description: description?.trim() ?? null,
    files: places.map((place) => ({ file: place.file, key: place.key })),
  };
}
