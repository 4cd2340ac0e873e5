import { writeByteStream } from './file-stream.ts';
import type { StreamedFile } from './file-stream.ts';
import type { StopSignal } from './stop-signal.ts';

/** How a file is downloaded. */
export interface DownloadOptions {
  readonly signal?: StopSignal | undefined;
  /** How long nothing may come. */
  readonly stallMs?: number;
  readonly maxBytes?: number;
  /** Told how many bytes are there; `total` is undefined where the server does not say. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

/** Why a file could not be downloaded, as a clause. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

const STALL_MS = 60_000;

/** 1 TiB: beyond any data set, and an end to a server that never stops sending. */
const MAX_BYTES = 2 ** 40;

/**
 * Downloads a file by `http` or `https` to a new file and hashes it. Redirects are followed; the
 * content is stored as it comes, without a compression of the transfer. What was written stays after
 * a failure.
 *
 * @throws DownloadError when it cannot be had, is too large or does not come; the signal's abort
 * shows in `options.signal`.
 */
export async function downloadFile(
  url: string,
  path: string,
  options: DownloadOptions = {},
): Promise<StreamedFile> {
  const { signal, stallMs = STALL_MS, maxBytes = MAX_BYTES, onProgress } = options;
  const stop = new AbortController();
  const onAbort = (): void => {
    stop.abort();
  };
  const stalled = (): void => {
    stop.abort(new DownloadError(`nothing came for ${stallMs / 1000} seconds`));
  };
  let timer = setTimeout(stalled, stallMs);
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted === true) stop.abort();
  try {
    const response = await fetch(url, {
      signal: stop.signal,
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'gage' },
    });
    if (!response.ok || response.body === null) throw new DownloadError(describeStatus(response));
    const total = contentLength(response);
    if (total !== undefined && total > maxBytes) throw tooLarge(maxBytes);
    let done = 0;
    return await writeByteStream(path, response.body, FILE_MODE, (count) => {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      done += count;
      if (done > maxBytes) throw tooLarge(maxBytes);
      onProgress?.(done, total);
    });
  } catch (error) {
    throw stop.signal.reason instanceof DownloadError ? stop.signal.reason : explain(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // Lets go of the connection where the content was not read to its end.
    stop.abort();
  }
}

const FILE_MODE = 0o644;

function describeStatus({ status, statusText }: Response): string {
  const reason = statusText === '' ? '' : ` (${statusText})`;
  return `the server answered ${status}${reason}`;
}

/** Only that of the content as it is stored: a compressed one says nothing of it. */
function contentLength(response: Response): number | undefined {
  if (response.headers.has('content-encoding')) return undefined;
  const text = response.headers.get('content-length');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

function tooLarge(maxBytes: number): DownloadError {
  return new DownloadError(`it has more than ${maxBytes} bytes`);
}

/** What `fetch` throws says little; its cause says what happened. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DownloadError) return error;
  if (error.name === 'AbortError') return new DownloadError('it was stopped', { cause: error });
  if (!(error instanceof TypeError)) return error;
  const { cause } = error;
  const why = cause instanceof Error ? cause.message || String('code' in cause && cause.code) : '';
  const what = error.message === 'terminated' ? 'the connection ended early' : error.message;
  return new DownloadError(why === '' ? what : `${what}: ${why}`, { cause: error });
}
