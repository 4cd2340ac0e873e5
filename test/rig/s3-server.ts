import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from './http-server.ts';

/** Storage of objects as rclone uses it, on a free port of this machine. */
export interface S3Server {
  readonly endpoint: string;
  /** What is stored, by `bucket/path`. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  /** What was asked for, in order: `PUT bucket/path`. Listing is `GET bucket`. */
  readonly requests: readonly string[];
  /** The ids of the keys that requests were signed with. */
  readonly keyIds: ReadonlySet<string>;
}

interface StoredObject {
  readonly content: Uint8Array;
  /** `x-amz-meta-…`, given back as they came. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Starts the storage, with nothing in it, until the test has finished. */
export async function serveS3(): Promise<S3Server> {
  const objects = new Map<string, StoredObject>();
  const requests: string[] = [];
  const keyIds = new Set<string>();
  const endpoint = await serve((request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const path = decodeURIComponent(url.pathname).slice(1).replace(/\/$/, '');
    const chunks: Buffer[] = [];
    requests.push(`${request.method ?? ''} ${path}`);
    keyIds.add(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      answer({ request, response, url, path, content: Buffer.concat(chunks) }, objects);
    });
  });
  return {
    endpoint,
    requests,
    keyIds,
    get objects() {
      return new Map([...objects].map(([path, { content }]) => [path, content]));
    },
  };
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly path: string;
  readonly content: Uint8Array;
}

function answer(call: Call, objects: Map<string, StoredObject>): void {
  const { request, response, url, path, content } = call;
  const found = objects.get(path);
  switch (request.method) {
    case 'PUT': {
      const entries = Object.entries(request.headers).filter(([name]) =>
        name.startsWith('x-amz-meta-'),
      );
      const metadata = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
      objects.set(path, { content, metadata });
      response.writeHead(200, { etag: etagOf(content) }).end();
      return;
    }
    case 'DELETE':
      objects.delete(path);
      response.writeHead(204).end();
      return;
    default:
      if (!path.includes('/')) response.end(listing(path, url.searchParams, objects));
      else if (found === undefined) response.writeHead(404).end();
      else {
        response.writeHead(200, {
          'content-length': found.content.length,
          'last-modified': MODIFIED.toUTCString(),
          etag: etagOf(found.content),
          ...found.metadata,
        });
        response.end(request.method === 'HEAD' ? undefined : found.content);
      }
  }
}

const MODIFIED = new Date(Date.UTC(2026, 2, 1));

/** All objects of a bucket below a prefix; those below a delimiter as one prefix. */
function listing(
  bucket: string,
  query: URLSearchParams,
  objects: ReadonlyMap<string, StoredObject>,
): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const prefixes = new Set<string>();
  const contents: string[] = [];
  for (const [path, { content }] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(`${bucket}/${prefix}`)) continue;
    const key = path.slice(bucket.length + 1);
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end >= 0) prefixes.add(key.slice(0, end + 1));
    else {
      contents.push(
        `<Contents><Key>${escapeXml(key)}</Key><LastModified>${MODIFIED.toISOString()}</LastModified>` +
          `<ETag>${escapeXml(etagOf(content))}</ETag><Size>${content.length}</Size></Contents>`,
      );
    }
  }
  const common = [...prefixes].map(
    (key) => `<CommonPrefixes><Prefix>${escapeXml(key)}</Prefix></CommonPrefixes>`,
  );
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}${common.join('')}</ListBucketResult>`;
}

function etagOf(content: Uint8Array): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
