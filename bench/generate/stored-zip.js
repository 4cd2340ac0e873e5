/** Zips whose members are not compressed, as the metadata of runs. */
import { crc32 } from 'node:zlib';

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;

/** The members of a zip without a comment. */
export function readStoredZip(bytes) {
  const end = bytes.length - END_BYTES;
  const members = [];
  let at = bytes.readUInt32LE(end + 16);
  while (members.length < bytes.readUInt16LE(end + 10)) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    const extraBytes = bytes.readUInt16LE(at + 30);
    const start = bytes.readUInt32LE(at + 42);
    const content =
      start + LOCAL_BYTES + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    members.push({
      name: bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      local: bytes.subarray(start, content),
      central: bytes.subarray(at, at + CENTRAL_BYTES + nameBytes + extraBytes),
      content: bytes.subarray(content, content + bytes.readUInt32LE(at + 20)),
    });
    at += CENTRAL_BYTES + nameBytes + extraBytes;
  }
  return members;
}

/** A zip of members that were read from another; contents may be other ones. */
export function writeStoredZip(members) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { local, central, content } of members) {
    const header = Buffer.from(local);
    const entry = Buffer.from(central);
    describe(header, 14, content);
    describe(entry, 16, content);
    entry.writeUInt32LE(offset, 42);
    parts.push(header, content);
    directory.push(entry);
    offset += header.length + content.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}

/** Checksum and both sizes, which stand in a row in either header. */
function describe(header, at, content) {
  header.writeUInt32LE(crc32(content), at);
  header.writeUInt32LE(content.length, at + 4);
  header.writeUInt32LE(content.length, at + 8);
}
