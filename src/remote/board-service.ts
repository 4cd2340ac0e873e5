import { envFormat } from '../config/env-file.ts';
import { ConfigTextError } from '../config/config-format.ts';
import { fail } from '../failures/failures.ts';
import { readTextIfExists } from '../platform/files.ts';
import { httpGet } from '../platform/http-request.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { findRclone } from './rclone-program.ts';
import { openRclone } from './rclone-remote.ts';
import type { Remote } from './remote.ts';

/** A service that shows boards. */
export interface BoardService {
  /** Without a final slash. */
  readonly api: string;
  /** The right to change boards there; undefined when nothing tells it. */
  readonly token: string | undefined;
}

/** Where settings are looked for. */
export interface SettingsPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Environment files that count where the environment says nothing, the stronger first. */
  readonly files: readonly string[];
}

/**
 * The service that is set up by `GAGE_API` and `GAGE_TOKEN`. Fails with `publish-failed`.
 * @param canAsk whether the token can be asked for where it is not set.
 */
export function findBoardService(place: SettingsPlace, canAsk: boolean): BoardService {
  const token = findSetting('GAGE_TOKEN', place);
  if (token === undefined) {
    if (!canAsk) failWithoutToken();
  } else checkToken(token);
  const api = findSetting('GAGE_API', place);
  if (api === undefined) {
    return failPublish(
      "Missing API endpoint: specify GAGE_API environment variable\n\nTo publish to a directory or a remote, use '--dest'.",
    );
  }
  if (!/^https?:\/\/[^/]/.test(api) || !URL.canParse(api)) {
    return failPublish(`Invalid API endpoint: ${api}`);
  }
  return { api: api.replace(/\/+$/, ''), token };
}

/** Fails with `publish-failed` when a text cannot be a token. */
export function checkToken(token: string): string {
  return token.startsWith('gage_') ? token : failPublish('Invalid API token');
}

/** Fails with `publish-failed`: nobody tells the token. */
export function failWithoutToken(): never {
  return failPublish(
    "Missing API token: specify GAGE_TOKEN environment variable\n\nTo publish to a directory or a remote, use '--dest'.",
  );
}

function findSetting(name: string, { env, files }: SettingsPlace): string | undefined {
  if (env[name]) return env[name];
  for (const file of files) {
    const text = readTextIfExists(file);
    if (text === undefined) continue;
    const value = readEnvText(text, file)[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function readEnvText(text: string, file: string): Readonly<Record<string, Value | undefined>> {
  try {
    const { entries } = envFormat.read(text);
    return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    return failPublish(`Cannot read ${file}: ${error.message}`);
  }
}

/** How long the service may take to answer. */
const TIMEOUT_MS = 30_000;

/**
 * Opens the storage of a board at a service: an S3 bucket, with keys that reach rclone only by its
 * environment. Fails with `rclone-missing`, `publish-failed`.
 */
export async function openBoardStorage(
  { api, token }: { readonly api: string; readonly token: string },
  boardId: string,
  env: SettingsPlace['env'],
): Promise<Remote> {
  const rclone = findRclone(env);
  const url = `${api}/v1/boards/${encodeURIComponent(boardId)}/creds`;
  const { status, body } = await httpGet(
    url,
    { authorization: `Bearer ${token}`, accept: 'application/json' },
    TIMEOUT_MS,
  ).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    return failPublish(`Error getting board information: ${error.message}`);
  });
  if (status !== 200) {
    return failPublish(
      `Error getting board information: ${body.trim() || `the server answered ${status}`}`,
    );
  }
  const storage = parseStorage(body);
  return openRclone(`gage:${storage.bucket}`, {
    ...rclone,
    env: {
      ...rclone.env,
      RCLONE_CONFIG_GAGE_TYPE: 's3',
      RCLONE_CONFIG_GAGE_PROVIDER: 'Cloudflare',
      RCLONE_CONFIG_GAGE_ENDPOINT: storage.endpoint,
      RCLONE_CONFIG_GAGE_ACL: 'private',
      RCLONE_CONFIG_GAGE_NO_CHECK_BUCKET: 'true',
      RCLONE_CONFIG_GAGE_ENV_AUTH: 'false',
      RCLONE_CONFIG_GAGE_ACCESS_KEY_ID: storage.accessKeyId,
      RCLONE_CONFIG_GAGE_SECRET_ACCESS_KEY: storage.secretAccessKey,
    },
  });
}

interface Storage {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function parseStorage(body: string): Storage {
  const value = parseAnswer(body);
  const text = (key: keyof Storage): string => {
    const part = isMap(value) ? value[key] : undefined;
    if (typeof part === 'string' && part !== '') return part;
    return failPublish(`Error getting board information: the answer has no '${key}'`);
  };
  return {
    endpoint: text('endpoint'),
    bucket: text('bucket'),
    accessKeyId: text('accessKeyId'),
    secretAccessKey: text('secretAccessKey'),
  };
}

function parseAnswer(body: string): Value {
  try {
    return parseJson(body);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return failPublish('Error getting board information: the answer is not JSON');
  }
}

function failPublish(problem: string): never {
  return fail({ reason: 'publish-failed', problem });
}
