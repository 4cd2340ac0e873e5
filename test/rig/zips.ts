import { Buffer } from 'node:buffer';
import { renameSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import { openZip } from '../../src/platform/zip-reader.ts';
import { writeZip } from '../../src/platform/zip-writer.ts';
import type { ZipMember } from '../../src/platform/zip-writer.ts';

/** One member of a zip made by hand. */
export interface ZipPart {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Replace what the headers would say. */
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly offset?: number;
  readonly localName?: string;
  readonly localExtra?: Buffer;
  readonly centralExtra?: Buffer;
  readonly attributes?: number;
  readonly versionMadeBy?: number;
}

/** Replace what the end record would say. */
export interface ZipEnd {
  readonly comment?: Buffer;
  readonly count?: number;
  readonly directorySize?: number;
  readonly directoryStart?: number;
  readonly disk?: number;
  /** Records between the directory and the end record. */
  readonly between?: (directoryStart: number, directorySize: number) => Buffer;
}

/** A zip made by hand, with whatever lies it should tell. */
export function buildZip(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const blocks: Buffer[] = [];
  const headers: Buffer[] = [];
  let position = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const plain = Buffer.from(part.content ?? '');
    const stored = part.method === 8 ? deflateRawSync(plain) : plain;
    const shared = Buffer.alloc(24);
    shared.writeUInt16LE(part.flags ?? 0, 0);
    shared.writeUInt16LE(part.method ?? 0, 2);
    shared.writeUInt32LE(0x5c_a6_39_04, 4);
    shared.writeUInt32LE(part.crc ?? crc32(plain), 8);
    shared.writeUInt32LE(part.compressedSize ?? stored.length, 12);
    shared.writeUInt32LE(part.size ?? plain.length, 16);
    const localName = Buffer.from(part.localName ?? name);
    const localExtra = part.localExtra ?? Buffer.alloc(0);
    shared.writeUInt16LE(localName.length, 20);
    shared.writeUInt16LE(localExtra.length, 22);
    const local = Buffer.from('PK\x03\x04\x14\x00', 'latin1');
    const block = Buffer.concat([local, shared, localName, localExtra, stored]);
    const centralExtra = part.centralExtra ?? Buffer.alloc(0);
    shared.writeUInt16LE(name.length, 20);
    shared.writeUInt16LE(centralExtra.length, 22);
    const before = Buffer.from('PK\x01\x02\x14\x03\x14\x00', 'latin1');
    before.writeUInt16LE(part.versionMadeBy ?? 0x0314, 4);
    const after = Buffer.alloc(14);
    after.writeUInt32LE(part.attributes ?? 0o100644 * 0x10000, 6);
    after.writeUInt32LE(part.offset ?? position, 10);
    headers.push(Buffer.concat([before, shared, after, name, centralExtra]));
    blocks.push(block);
    position += block.length;
  }
  const directory = Buffer.concat(headers);
  const between = end.between?.(position, directory.length) ?? Buffer.alloc(0);
  const comment = end.comment ?? Buffer.alloc(0);
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(end.disk ?? 0, 4);
  record.writeUInt16LE(end.count ?? parts.length, 8);
  record.writeUInt16LE(end.count ?? parts.length, 10);
  record.writeUInt32LE(end.directorySize ?? directory.length, 12);
  record.writeUInt32LE(end.directoryStart ?? position, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...blocks, directory, between, record, comment]);
}

/** Rewrites a zip with other contents for some members, or without them; each is as it should be for itself. */
export function changeZip(
  path: string,
  changes: Readonly<Record<string, string | Buffer | undefined>>,
): void {
  const zip = openZip(path);
  const known = Object.fromEntries(zip.names.map((name) => [name, zip.read(name)]));
  zip.close();
  const members = Object.entries({ ...known, ...changes }).flatMap(
    ([name, content]): ZipMember[] => {
      const shared = { name, mode: 0o644, modifiedAt: 0 };
      if (content === undefined) return [];
      if (name.endsWith('/')) return [{ ...shared, isDirectory: true }];
      return [{ ...shared, isDirectory: false, source: { bytes: Buffer.from(content) } }];
    },
  );
  writeZip(`${path}.tmp`, members);
  renameSync(`${path}.tmp`, path);
}
