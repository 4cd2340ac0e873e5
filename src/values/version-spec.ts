/** Why a text gives no conditions on a version. */
export class VersionSpecError extends Error {
  override readonly name = 'VersionSpecError';
}

/**
 * Whether a version meets all of the conditions in `spec`, which commas separate: an operator (`==`,
 * `!=`, `<`, `<=`, `>`, `>=`, `~=`) and a version, such as `>=0.2, <1`. A version alone means `==`.
 * `==1.2.*` and `!=1.2.*` are about the beginning of a version; `~=1.2.3` is `>=1.2.3, ==1.2.*`.
 * Throws {@link VersionSpecError}.
 */
export function matchesVersion(version: string, spec: string): boolean {
  const actual = parseVersion(version);
  const conditions = spec.split(',').map((text) => parseCondition(text.trim()));
  return conditions.every((condition) => meets(actual, condition));
}

/** A version: numbers, then what makes it earlier than the release of these numbers. */
interface Version {
  readonly release: readonly number[];
  /** How far before the release: its stage and number; undefined for the release itself. */
  readonly stage: readonly [stage: number, number: number] | undefined;
}

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '~=';

interface Condition {
  readonly operator: Operator;
  readonly version: Version;
  /** Whether it is about the beginning only: `1.2.*`. */
  readonly isPrefix: boolean;
}

function parseCondition(text: string): Condition {
  const { operator, rest } = splitOperator(text);
  const isPrefix = rest.endsWith('.*');
  if (isPrefix && operator !== '==' && operator !== '!=') {
    throw new VersionSpecError(`'${operator}' cannot be used with '${rest}'`);
  }
  const version = parseVersion(isPrefix ? rest.slice(0, -'.*'.length) : rest);
  if (operator === '~=' && version.release.length < 2) {
    throw new VersionSpecError(`'~=' needs a version of at least two numbers: '${rest}'`);
  }
  return { operator, version, isPrefix };
}

function splitOperator(text: string): { operator: Operator; rest: string } {
  const match = /^(?<mark>[=!<>~^]*)\s*(?<rest>.*)$/s.exec(text)?.groups;
  const mark = match?.['mark'] ?? '';
  const rest = match?.['rest'] ?? '';
  if (mark === '' && /^v?\d/.test(rest)) return { operator: '==', rest };
  if (mark === '') throw new VersionSpecError('missing comparison operator (==, <, >, etc.)');
  if (!isOperator(mark)) throw new VersionSpecError(`'${mark}' is not a comparison operator`);
  return { operator: mark, rest };
}

function isOperator(mark: string): mark is Operator {
  return ['==', '!=', '<', '<=', '>', '>=', '~='].includes(mark);
}

/** The names of stages before a release, earliest first, in the spellings of npm and of Python. */
const STAGES: readonly (readonly string[])[] = [
  ['dev'],
  ['a', 'alpha'],
  ['b', 'beta'],
  ['rc', 'c', 'pre', 'preview'],
];

function parseVersion(text: string): Version {
  const pattern =
    /^v?(?<release>\d+(?:\.\d+)*)(?:[-._]?(?<stage>[a-z]+)[-._]?(?<number>\d*))?(?:\+[\w.-]+)?$/i;
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) throw new VersionSpecError(`invalid version: '${text}'`);
  const release = (groups['release'] ?? '').split('.').map(Number);
  const name = groups['stage'];
  if (name === undefined) return { release, stage: undefined };
  const stage = STAGES.findIndex((names) => names.includes(name.toLowerCase()));
  if (stage < 0) throw new VersionSpecError(`invalid version: '${text}'`);
  return { release, stage: [stage, Number(groups['number'] ?? 0)] };
}

function meets(actual: Version, { operator, version, isPrefix }: Condition): boolean {
  const order = compareVersions(actual, version);
  switch (operator) {
    case '==':
      return isPrefix ? beginsWith(actual, version.release) : order === 0;
    case '!=':
      return isPrefix ? !beginsWith(actual, version.release) : order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '~=':
      return order >= 0 && beginsWith(actual, version.release.slice(0, -1));
  }
}

function beginsWith({ release }: Version, prefix: readonly number[]): boolean {
  return prefix.every((number, index) => (release[index] ?? 0) === number);
}

function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.release.length, b.release.length);
  for (let index = 0; index < length; index++) {
    const difference = (a.release[index] ?? 0) - (b.release[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const [stageA, numberA] = a.stage ?? [STAGES.length, 0];
  const [stageB, numberB] = b.stage ?? [STAGES.length, 0];
  return stageA - stageB || numberA - numberB;
}
