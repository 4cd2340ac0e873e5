import { resolveConfig } from '../config/resolve-config.ts';
import type { ConfigLayer, ConfigOrigin } from '../config/resolve-config.ts';
import type { ConfigPlace } from '../config/read-config.ts';
import { phaseEnvironment } from '../execute/environment.ts';
import { selectFiles } from '../files/select-files.ts';
import type { Unfit } from '../files/rule-decisions.ts';
import type { Explained, LeftOutReason } from '../files/select-files.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import type { SelectRule } from '../files/select-rules.ts';
import type { Command, OpDef, Phase } from '../operation/operation-definition.ts';
import { join } from '../platform/paths.ts';
import { metaPathOf } from '../run/layout.ts';
import { Run } from '../run/run.ts';
import { SecretValues } from '../run/secret-values.ts';
import { planDependencies } from '../stage/resolve-dependencies.ts';
import type { PlannedDependency } from '../stage/resolve-dependencies.ts';
import { operationPatterns } from '../stage/source.ts';
import { compareCodePoints } from '../values/order.ts';
import type { Value } from '../values/value.ts';
import { planRun } from './plan-run.ts';
import type { PlannedOperation } from './plan-run.ts';

/** Everything there is to know of a run that is not made. */
export interface RunPreview {
  readonly source: SourcePreview;
  /** In the order of the files they are from. */
  readonly config: readonly ConfigPreview[];
  readonly dependencies: readonly PlannedDependency[];
  /** In the order they would run. */
  readonly commands: readonly PhasePreview[];
  /** What its commands get besides the variables of whoever starts it. */
  readonly environment: readonly VariablePreview[];
  readonly target: TargetPreview;
}

/** What would be copied, and what not. */
export interface SourcePreview {
  readonly projectDir: string;
  /** Numbered from 1 where others refer to them. */
  readonly patterns: readonly string[];
  /** Sorted by path. */
  readonly files: readonly SelectedPreview[];
  /** Sorted by path. What is below a directory that is not entered is not listed. */
  readonly excluded: readonly ExcludedPreview[];
}

interface SelectedPreview {
  readonly path: string;
  readonly sizeBytes: number;
  /** The number of the pattern that selects it. */
  readonly pattern: number;
}

export interface ExcludedPreview {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  /**
   * `excluded`: by a pattern; `not-asked-for`: by no pattern; `not-text` and the like: what a pattern
   * asks for and a file is not; `skipped`: a directory of a tool, a virtual
   * environment or the runs, which no pattern spells out.
   */
  readonly reason: 'excluded' | 'not-asked-for' | 'skipped' | Unfit['lack'] | LeftOutReason;
  /** The number of the pattern that excludes it, or that asks for it in vain. */
  readonly pattern?: number;
  /** The line of an ignore file, such as `.gitignore:3: *.log`. */
  readonly ignoredBy?: string;
}

export interface ConfigPreview {
  readonly key: string;
  readonly value: Value;
  readonly origin: ConfigOrigin;
  /** What the files say. */
  readonly defaultValue: Value;
  /** Where a value that is set is written. */
  readonly places: readonly PreviewedPlace[];
}

export interface PreviewedPlace extends ConfigPlace {
  /** Whether the file is source code of the run; where it is not, nothing is written, unless a hook makes it. */
  readonly isCopied: boolean;
}

interface PhasePreview {
  readonly phase: Phase;
  readonly command: Command;
}

export interface VariablePreview {
  readonly name: string;
  readonly value: string;
  readonly from: 'gage' | 'operation';
}

/** Where a run would be; `<id>` stands for what only a run has. */
interface TargetPreview {
  readonly runsDir: string;
  readonly runDir: string;
  readonly metaDir: string;
}

/** Where a run would be made. */
export interface PreviewPlace {
  readonly runsDir: string;
  readonly homeDir: string;
  /** The directory whose path commands are told as `PARENT_PWD`. */
  readonly cwd: string;
}

/** Finds out what a run would be made of and do. Only reads. Fails like {@link planRun}, and with `invalid-pattern`. */
export function previewRun(
  operation: PlannedOperation,
  layers: readonly ConfigLayer[],
  place: PreviewPlace,
): RunPreview {
  const { opdef, opref, projectDir } = operation;
  const { runsDir, homeDir } = place;
  const plan = planRun(operation, layers);
  const runDir = join(runsDir, UNKNOWN_ID);
  const run = new Run(UNKNOWN_ID, runDir);
  const source = previewSource(opdef, projectDir, runsDir);
  const { args, env } = plan.command;
  const secrets = new SecretValues({ config: plan.config, env, definition: opdef.definition });
  const commands = { ...opdef.exec, run: args };
  const maskedEnv = secrets.maskEnv(env);
  return {
    source,
    config: previewConfig(operation, layers, new Set(source.files.map(({ path }) => path))).map(
      (setting) => ({
        ...setting,
        value: secrets.maskValue(setting.value, setting.key),
        defaultValue: secrets.maskValue(setting.defaultValue, setting.key),
      }),
    ),
    dependencies: planDependencies(opdef, {
      projectDir,
      runsDir,
      homeDir,
      namespace: opref.namespace,
    }),
    commands: PHASE_ORDER.flatMap((phase) => {
      const command = commands[phase];
      return command === undefined ? [] : [{ phase, command: secrets.maskCommand(command) }];
    }),
    environment: previewEnvironment(run, env, projectDir, place.cwd).map((variable) => ({
      ...variable,
      value:
        (variable.from === 'operation' ? maskedEnv[variable.name] : undefined) ?? variable.value,
    })),
    target: { runsDir, runDir, metaDir: metaPathOf(runDir) },
  };
}

/** Stands for the id of a run that is not made. */
const UNKNOWN_ID = '<id>';

const PHASE_ORDER: readonly Phase[] = [
  'stage-sourcecode',
  'stage-runtime',
  'stage-dependencies',
  'run',
  'finalize',
];

function previewSource(opdef: OpDef, projectDir: string, runsDir: string): SourcePreview {
  const patterns = operationPatterns(opdef);
  const rules = parseSelectRules(patterns);
  const selection = selectFiles(projectDir, rules, { neverEnter: [runsDir], explain: true });
  const numberOf = (rule: SelectRule | undefined): number | undefined =>
    rule === undefined ? undefined : rules.indexOf(rule) + 1;
  const explained = new Map(selection.explained.map((item) => [item.path, item]));
  const leftOut = new Map(selection.leftOut.map((item) => [item.path, item]));
  const files = selection.files.map(({ path, sizeBytes = 0 }) => {
    return { path, sizeBytes, pattern: numberOf(explained.get(path)?.rule) ?? 0 };
  });
  const excluded = selection.explained.flatMap((item): readonly ExcludedPreview[] => {
    const { path, kind, outcome, rule, unfit } = item;
    if (outcome === 'selected' || outcome === 'entered') return [];
    const pattern = numberOf(rule ?? unfit?.rule);
    const ignoredBy = leftOut.get(path)?.ignoredBy;
    return [
      {
        path,
        kind,
        reason: leftOut.get(path)?.reason ?? reasonOf(item),
        ...(pattern === undefined ? {} : { pattern }),
        ...(ignoredBy === undefined ? {} : { ignoredBy }),
      },
    ];
  });
  excluded.sort((a, b) => compareCodePoints(a.path, b.path));
  return { projectDir, patterns, files, excluded };
}

function reasonOf({ outcome, rule, unfit }: Explained): ExcludedPreview['reason'] {
  if (outcome === 'skipped') return 'skipped';
  if (unfit !== undefined) return unfit.lack;
  return rule === undefined ? 'not-asked-for' : 'excluded';
}

function previewConfig(
  { settings }: PlannedOperation,
  layers: readonly ConfigLayer[],
  copied: ReadonlySet<string>,
): readonly ConfigPreview[] {
  return [...resolveConfig(settings, layers)].map(([key, { value, origin }]) => {
    const setting = settings.get(key);
    return {
      key,
      value,
      origin,
      defaultValue: setting?.value ?? null,
      places: (setting?.places ?? []).map((place) => ({
        ...place,
        isCopied: copied.has(place.file),
      })),
    };
  });
}

function previewEnvironment(
  run: Run,
  operation: Readonly<Record<string, string>>,
  projectDir: string,
  parentDir: string,
): readonly VariablePreview[] {
  const env = phaseEnvironment(run, { caller: {}, operation, projectDir, parentDir });
  return Object.entries(env).flatMap(([name, value]) => {
    // Kept from the command.
    if (value === undefined) return [];
    const isOwn = !Object.hasOwn(operation, name) || operation[name] !== value;
    return [{ name, value, from: isOwn ? 'gage' : 'operation' }];
  });
}
