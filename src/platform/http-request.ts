/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A body longer than this is no answer to what was asked. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Asks a server by `GET`. Rejects with an error whose message says why there is no answer; redirects
 * to other hosts are not followed, as they would be told what only this one is to know.
 */
export async function httpGet(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<HttpAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, body: body.subarray(0, MAX_BODY_BYTES).toString('utf8') };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'TimeoutError') {
      throw new Error(`no answer for ${timeoutMs / 1000} seconds`, { cause: error });
    }
    const { cause } = error;
    if (cause instanceof Error) throw new Error(cause.message || error.message, { cause: error });
    throw error;
  }
}
