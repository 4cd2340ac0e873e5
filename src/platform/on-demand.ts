import type * as Processes from 'node:child_process';
import type * as Crypto from 'node:crypto';
import type * as Net from 'node:net';
import type * as Threads from 'node:worker_threads';
import type * as Tty from 'node:tty';
import type * as Zlib from 'node:zlib';
import { sha256OfShort } from './sha256.ts';

// Functions of modules of Node.js that take milliseconds to load: each module is loaded when one of
// its functions is first called, since most commands call none of them.

export const createHash: typeof Crypto.createHash = (algorithm, options) =>
  crypto().createHash(algorithm, options);

/** The SHA-256 of bytes, as 64 lower-case hex digits. */
export const sha256 = (data: Uint8Array): string => {
  if (loaded.crypto !== undefined || data.length > shortBytes) {
    return crypto().hash('sha256', data, 'hex');
  }
  shortBytes -= data.length + SHORT_COST;
  return sha256OfShort(data);
};

/** So many bytes are hashed without `node:crypto`: more take longer than it takes to load. */
let shortBytes = 4096;

/** What padding takes. */
const SHORT_COST = 40;

export const randomBytes = (size: number): Buffer => crypto().randomBytes(size);

export const randomUUID = (): string => crypto().randomUUID();

export const isCryptoLoaded = (): boolean => loaded.crypto !== undefined;

/** With sockets, streams and datagrams. */
export const spawn = ((...args: Parameters<typeof Processes.spawn>) =>
  process.getBuiltinModule('node:child_process').spawn(...args)) as typeof Processes.spawn;

export const newSocket = (options: Net.SocketConstructorOpts): Net.Socket =>
  new (process.getBuiltinModule('node:net').Socket)(options);

export const nativeCrc32: typeof Zlib.crc32 = (data, value) => zlib().crc32(data, value);

export const isZlibLoaded = (): boolean => loaded.zlib !== undefined;

export const inflateRawSync: typeof Zlib.inflateRawSync = (data, options) =>
  zlib().inflateRawSync(data, options);

export const isatty: typeof Tty.isatty = (descriptor) => tty().isatty(descriptor);

export const newWorker = (program: string, options: Threads.WorkerOptions): Threads.Worker =>
  new (process.getBuiltinModule('node:worker_threads').Worker)(program, options);

const crypto = (): typeof Crypto => (loaded.crypto ??= process.getBuiltinModule('node:crypto'));

const tty = (): typeof Tty => (loaded.tty ??= process.getBuiltinModule('node:tty'));

const zlib = (): typeof Zlib => (loaded.zlib ??= process.getBuiltinModule('node:zlib'));

const loaded: { crypto?: typeof Crypto; tty?: typeof Tty; zlib?: typeof Zlib } = {};
