import { isSecretName, MASK, maskValue } from '../../values/mask-secrets.ts';
import { formatKey } from '../../config/config-format.ts';
import { formatFlagValue } from '../../config/flag-value.ts';
import { readUserConfig } from '../../operation/user-config.ts';
import type { Repository, UserConfig } from '../../operation/user-config.ts';
import { emptyMap, isList, isMap } from '../../values/value.ts';
import type { Value, ValueMap } from '../../values/value.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { renderTable } from '../table.ts';
import type { Column } from '../table.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

const COLUMNS: readonly Column[] = [
  { header: 'setting', style: 'label', overflow: 'wrap' },
  { header: 'value', overflow: 'wrap' },
  { header: 'from', style: 'value', overflow: 'wrap' },
];

/**
 * `gage config`: the user configuration that counts here, each value with the file it is from. As JSON
 * a map with `files` (the stronger first) and `settings`, maps with `key`, `value` and `file` (null for
 * what is so without being said). Secrets are masked.
 */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal, host } = context;
  const { project, commandDir } = await openWorkspace(context);
  const config = await readUserConfig(project?.directory, host.homeDir);
  for (const { path, line, column, message } of config.warnings) {
    warn(`${path}:${line}:${column}: ${message}`, terminal);
  }
  const settings = listSettings(config);
  if (values.isGiven('json')) {
    writeJson(
      { files: config.paths, settings: settings.map((setting) => ({ ...setting })) },
      terminal,
    );
    return 0;
  }
  if (settings.length === 0) {
    const places = new Set([project?.directory ?? commandDir, host.homeDir]);
    terminal.outLines(
      config.paths.length === 0
        ? 'There is no user configuration'
        : 'The user configuration is empty',
      '',
      'It can be in .gage/config.toml or gageconfig.toml (or .yaml, .json) of:',
      ...[...places].map((place) => `  ${escapeLine(place)}`),
    );
    return 0;
  }
  const rows = settings.map(({ key, value, file }) => [
    escapeLine(key),
    escapeLine(typeof value === 'string' ? value : formatFlagValue(value)),
    file === null ? '(default)' : escapeLine(file),
  ]);
  terminal.outLines(...renderTable({ columns: COLUMNS, rows }, terminal));
  return 0;
}

interface Setting {
  readonly key: string;
  readonly value: Value;
  /** The file that says so; null where nothing does. */
  readonly file: string | null;
}

function listSettings({ repositories }: UserConfig): readonly Setting[] {
  return [...repositories.values()].flatMap(repositorySettings);
}

function repositorySettings(repository: Repository): readonly Setting[] {
  const { name, type, isTypeStated, attributes, configPath } = repository;
  const key = (part: string): string => formatKey(['repos', name, part]);
  return [
    { key: key('type'), value: type, file: isTypeStated ? configPath : null },
    ...Object.keys(attributes).map((attribute) => ({
      key: key(attribute),
      value: masked(attribute, attributes[attribute] ?? null),
      file: configPath,
    })),
  ];
}

/** A value in which secrets, known by their names or their shape, cannot be read. */
function masked(name: string, value: Value): Value {
  if (isList(value)) return value.map((item) => masked(name, item));
  if (isMap(value)) {
    const map: Record<string, Value> = emptyMap();
    for (const key of Object.keys(value)) map[key] = masked(key, value[key] ?? null);
    return map satisfies ValueMap;
  }
  if (isSecretName(name) && value !== null && value !== '') return MASK;
  return typeof value === 'string' ? maskValue(value) : value;
}
