import { Buffer } from 'node:buffer';

/** One entry of a tar, as the tests write it. */
export interface TarItem {
  readonly name: string;
  readonly content?: string | Buffer;
  /** `0` file, `1` hard link, `2` symbolic link, `5` directory, `L` long name, `x` extended header. */
  readonly type?: string;
  readonly linkName?: string;
  readonly mode?: number;
}

const BLOCK = 512;

/** The bytes of a tar with these entries, valid or not. */
export function makeTar(items: readonly TarItem[], end: Buffer = Buffer.alloc(2 * BLOCK)): Buffer {
  return Buffer.concat([...items.flatMap((item) => tarBlocks(item)), end]);
}

function tarBlocks({
  name,
  content = '',
  type = '0',
  linkName = '',
  mode = 0o644,
}: TarItem): Buffer[] {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(linkName, 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
}

/** The record of an extended header, with its own length in front. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length) {
    length = String(length).length + Buffer.byteLength(rest);
  }
  return `${length}${rest}`;
}
