import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DownloadError, downloadFile } from '../../src/platform/download.ts';
import { makeTempDir } from '../rig/folders.ts';
import { serve } from '../rig/http-server.ts';

describe('downloading', () => {
  test('stores the bytes as they come, hashed, and tells how many there are', async () => {
    const content = Buffer.alloc(3_000_000, 'abc\0');
    const url = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-length': content.length });
      response.end(content);
    });
    const path = join(makeTempDir(), 'file');
    const told: [number, number | undefined][] = [];
    const file = await downloadFile(`${url}/x`, path, {
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(file).toMatchObject({
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
    });
    expect(told.at(-1)).toEqual([content.length, content.length]);
  });

  test('follows redirects', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/there') response.end('found');
      else response.writeHead(302, { location: '/there' }).end();
    });
    const path = join(makeTempDir(), 'file');
    await downloadFile(`${url}/here`, path);
    expect(readFileSync(path, 'utf8')).toBe('found');
  });

  test('of what the server does not have writes nothing', async () => {
    const url = await serve((_request, response) => response.writeHead(404).end('no'));
    const path = join(makeTempDir(), 'file');
    await expect(downloadFile(url, path)).rejects.toThrow(
      new DownloadError('the server answered 404 (Not Found)'),
    );
    expect(existsSync(path)).toBe(false);
  });

  test('of a file that is cut off is no success', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('abc', () => response.destroy());
    });
    await expect(downloadFile(url, join(makeTempDir(), 'file'))).rejects.toThrow(
      /^the connection ended early/,
    );
  });

  test.each([
    ['says', true],
    ['does not say', false],
  ])('ends at the limit where the server %s the size', async (_says, isStated) => {
    const url = await serve((_request, response) => {
      if (isStated) response.setHeader('content-length', 1000);
      response.end('x'.repeat(1000));
    });
    const path = join(makeTempDir(), 'file');
    await expect(downloadFile(url, path, { maxBytes: 999 })).rejects.toThrow(
      'it has more than 999 bytes',
    );
  });

  test('gives up on a server that sends nothing', async () => {
    const url = await serve((_request, response) => {
      response.write('a');
    });
    const path = join(makeTempDir(), 'file');
    await expect(downloadFile(url, path, { stallMs: 50 })).rejects.toThrow(
      'nothing came for 0.05 seconds',
    );
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const url = await serve((_request, response) => {
      response.write('a', () => stop.abort('SIGINT'));
    });
    await expect(
      downloadFile(url, join(makeTempDir(), 'file'), { signal: stop.signal }),
    ).rejects.toThrow(DownloadError);
  });

  test('tells why there is no connection', async () => {
    const path = join(makeTempDir(), 'file');
    await expect(downloadFile('http://127.0.0.1:1/', path)).rejects.toThrow(/^fetch failed: /);
  });
});
