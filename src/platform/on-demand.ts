import type * as Crypto from 'node:crypto';
import type * as Threads from 'node:worker_threads';
import type * as Tty from 'node:tty';
import type * as Zlib from 'node:zlib';

// Functions of modules of Node.js that take milliseconds to load: each module is loaded when one of
// its functions is first called, since most commands call none of them.

export const createHash: typeof Crypto.createHash = (algorithm, options) =>
  crypto().createHash(algorithm, options);

export const hash = (algorithm: string, data: Uint8Array, encoding: 'hex'): string =>
  crypto().hash(algorithm, data, encoding);

export const randomBytes = (size: number): Buffer => crypto().randomBytes(size);

export const randomUUID: typeof Crypto.randomUUID = (options) => crypto().randomUUID(options);

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
