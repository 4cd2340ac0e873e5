import type { Value, ValueMap } from '../values/value.ts';
import { emptyMap, isList, isMap } from '../values/value.ts';
import { MASK, isSecretName, maskSecrets } from '../values/mask-secrets.ts';
import { takeCallers } from './caller-variables.ts';

/** What a run is made from, as far as secrets can be in it. */
export interface SecretSources {
  readonly config: ValueMap;
  /** Variables that the operation gives its commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly definition: ValueMap;
}

/** Values of the caller's variables that are called secrets: they are ones wherever they stand. */
const ofCaller = new Set<string>();

function secretsOfCaller(): ReadonlySet<string> {
  for (const [name, value] of takeCallers().flatMap((env) => Object.entries(env))) {
    if (value !== undefined && isSecretName(name) && isTelling(name, value)) ofCaller.add(value);
  }
  return ofCaller;
}

/**
 * Knows the secrets that a run is made with, by the names they have and by their shapes, and takes them
 * out of what is written down.
 */
export class SecretValues {
  /** Longest first: one can be a part of another. */
  readonly #known: readonly string[];

  constructor(sources: SecretSources) {
    const found = new Set(secretsOfCaller());
    const definedEnv = isMap(sources.definition['env']) ? sources.definition['env'] : emptyMap();
    for (const [name, value] of Object.entries({ ...definedEnv, ...sources.env })) {
      if (typeof value === 'string' && isSecretName(name)) found.add(value);
    }
    for (const [key, value] of Object.entries(sources.config)) {
      if (typeof value === 'string' && isSecretKey(key, value)) found.add(value);
    }
    this.#known = [...found].filter((value) => value.length >= MIN_LENGTH).sort(longestFirst);
  }

  /** A text without secrets. */
  mask(text: string): string {
    let masked = text;
    for (const secret of this.#known) masked = masked.replaceAll(secret, MASK);
    return MAYBE_SECRET.test(masked) ? maskSecrets(masked).text : masked;
  }

  /** A value without secrets in its texts. Secrets have no shape as keys. */
  maskValue(value: Value, key = ''): Value {
    if (typeof value === 'string') return isSecretKey(key, value) ? MASK : this.mask(value);
    if (isList(value)) return value.map((item) => this.maskValue(item, key));
    return isMap(value) ? this.maskMap(value) : value;
  }

  maskMap(map: ValueMap): ValueMap {
    const masked = emptyMap();
    for (const [key, value] of Object.entries(map)) masked[key] = this.maskValue(value, key);
    return masked;
  }

  /** Variables of an operation; a value whose name is that of a secret goes as a whole. */
  maskEnv(env: Readonly<Record<string, string>>): Record<string, string> {
    const masked = emptyMap<string>();
    for (const [name, value] of Object.entries(env)) {
      masked[name] = isSecretName(name) && value !== '' ? MASK : this.mask(value);
    }
    return masked;
  }

  /** An operation's definition. */
  maskDefinition(definition: ValueMap): ValueMap {
    const masked = Object.assign(emptyMap(), this.maskMap(definition));
    const { env, exec } = definition;
    if (typeof exec === 'string' || isList(exec)) masked['exec'] = this.#maskIfCommand(exec);
    if (isMap(exec)) masked['exec'] = this.maskCommands(exec);
    if (isMap(env)) {
      masked['env'] = Object.assign(emptyMap(), this.maskMap(env), this.maskEnv(textsOf(env)));
    }
    return masked;
  }

  /** Commands by phase. */
  maskCommands(commands: ValueMap): ValueMap {
    const masked = emptyMap();
    for (const [phase, command] of Object.entries(commands)) {
      masked[phase] = this.#maskIfCommand(command);
    }
    return masked;
  }

  #maskIfCommand(command: Value): Value {
    const isCommand =
      typeof command === 'string' ||
      (isList(command) && command.every((item): item is string => typeof item === 'string'));
    return isCommand ? this.maskCommand(command) : this.maskValue(command);
  }

  /** Differences of configuration files: also what stands after a name in a language without quotes. */
  maskPatch(patch: string): string {
    return this.mask(patch).replace(SECRET_LINE, `$1${MASK}`);
  }

  /** A command; what follows an option that is called a secret is one. */
  maskCommand(command: string | readonly string[]): string | readonly string[] {
    if (typeof command === 'string') return this.mask(command).replace(SECRET_OPTION, `$1${MASK}`);
    return command.map((argument, index) => {
      const before = command[index - 1] ?? '';
      if (SECRET_OPTION_NAME.test(before) && !argument.startsWith('-')) return MASK;
      return this.mask(argument).replace(SECRET_OPTION, `$1${MASK}`);
    });
  }
}

/** Whether something was masked in a value. */
export function isMasked(value: Value): boolean {
  if (typeof value === 'string') return value.includes(MASK);
  if (isList(value)) return value.some(isMasked);
  return isMap(value) && Object.values(value).some(isMasked);
}

function textsOf(map: ValueMap): Record<string, string> {
  const texts = emptyMap<string>();
  for (const [name, value] of Object.entries(map)) {
    if (typeof value === 'string') texts[name] = value;
  }
  return texts;
}

const longestFirst = (a: string, b: string): number => b.length - a.length;

/** Shorter values stand in other texts by chance. */
const MIN_LENGTH = 6;

/** What any shape of a secret has; the shapes take longer to look for. */
const MAYBE_SECRET =
  /[\w-]{16}|@|[?&][\w.-]+=|PRIVATE KEY|(?:passw|passphrase|secret|key|token|bearer|basic)[^\n]{4}/i;

/** Names of values, stricter than those of variables: `eos_token` and `sort_key` are common, and no secrets. */
const SECRET_KEY =
  /secret|passw(?:or)?d|passphrase|credential|(?:api|access|private|auth|account|encryption|signing)[-_]?key$|(?:api|access|auth|bearer|refresh|session)[-_]?token$/i;

function isSecretKey(key: string, value: string): boolean {
  if (value.length < MIN_LENGTH) return false;
  const name = key.slice(key.lastIndexOf('.') + 1);
  return SECRET_KEY.test(name) || (/token$/i.test(name) && /^(?=.*\d)[\w.+/=-]{20,}$/.test(value));
}

const SECRET_LINE =
  /^([-+ ]\s*(?:export\s+|const\s+|let\s+)?["']?[\w.-]*(?:secret|passw(?:or)?d|passphrase|credentials?|(?:api|access|private|auth|account|encryption|signing)[-_]?key|(?:api|access|auth|bearer|refresh|session)[-_]?token)["']?\s*[:=]\s*)(?!\[masked\]|["'](?:\[masked\])?["'])[^\s].{3,}$/gim;

const OPTION =
  '--?(?:[a-z]+[-_])*(?:secret|password|passwd|passphrase|(?:api|access|auth|private)[-_]?key|token)';
const SECRET_OPTION = new RegExp(String.raw`(^${OPTION}=|\s${OPTION}[= ])[^\s"']{4,}`, 'gi');
const SECRET_OPTION_NAME = new RegExp(`^${OPTION}$`, 'i');

/** Whether the value of a variable of the caller can be told from other texts: no path, nothing short. */
function isTelling(name: string, value: string): boolean {
  return (
    !/(?:^|_)(?:OLD)?PWD$|SESSION/i.test(name) && value.length >= 8 && !/^[/.~]|^\w:\\/.test(value)
  );
}
