/**
 * What the zip reader and the zip writer agree on. Layouts follow PKWARE's APPNOTE.TXT
 * (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT); all numbers are little-endian.
 *
 * A file is: local header + name + extra + content for each member, then the central directory (one
 * header per member), then, when 64-bit numbers are needed, the zip64 end record and its locator, and
 * last the end record with the archive's comment.
 */

/** Starts the header in front of a member's content. */
export const LOCAL_HEADER_SIGNATURE = 0x04034b50;
/** Starts a member's header in the central directory. */
export const CENTRAL_HEADER_SIGNATURE = 0x02014b50;
/** Starts the record at the end of the file, which says where the central directory is. */
export const END_SIGNATURE = 0x06054b50;
/** Starts the end record with 64-bit numbers. */
export const ZIP64_END_SIGNATURE = 0x06064b50;
/** Starts the record in front of the end record that says where the zip64 end record is. */
export const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;

/** Bytes of each record without its variable parts (name, extra fields, comment). */
export const LOCAL_HEADER_BYTES = 30;
export const CENTRAL_HEADER_BYTES = 46;
export const END_BYTES = 22;
export const ZIP64_END_BYTES = 56;
export const ZIP64_LOCATOR_BYTES = 20;

/** The extra field with the 64-bit numbers of a header, and the bytes of its own header. */
export const ZIP64_EXTRA_ID = 0x0001;
export const EXTRA_HEADER_BYTES = 4;

/** The largest 16-bit and 32-bit numbers: in their field they mean "see the 64-bit field". */
export const MAX_UINT16 = 0xffff;
export const MAX_UINT32 = 0xffffffff;

/** General purpose flags: the content is encrypted, and the name is UTF-8. */
export const ENCRYPTED_FLAG = 0x0001;
export const UTF8_FLAG = 0x0800;

/** The upper byte of "version made by" for Unix, whose file modes are in the upper half of the attributes. */
export const UNIX = 3;

/** Compression methods. */
export const STORED = 0;
export const DEFLATED = 8;

/** Members one archive may have: far above any run's metadata, and a directory that still fits in memory. */
export const MAX_MEMBERS = 1_048_576;

/** A file is not a zip, is damaged, or has a member that cannot be read or written. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  /** The zip file. */
  readonly path: string;
  /** What is wrong, without the file's name. */
  readonly problem: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options);
    this.path = path;
    this.problem = problem;
  }
}

/** Characters of a name shown in a message: names may have 65,535. */
const SHOWN_NAME_CHARACTERS = 200;

/** A member as messages call it. */
export function describeMember(name: string): string {
  const shown =
    name.length > SHOWN_NAME_CHARACTERS ? `${name.slice(0, SHOWN_NAME_CHARACTERS)}…` : name;
  return `member ${JSON.stringify(shown)}`;
}

/**
 * Why `name` is not a plain relative path with `/` between its parts, or undefined when it is. A
 * directory's name may end in `/`. Any other name could leave the folder a zip is unpacked in, or be
 * a second name for the same file.
 */
export function findNameProblem(name: string): string | undefined {
  if (name === '') return 'has no name';
  if (name.includes('\0')) return 'has a NUL character in its name';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'has an absolute name';
  if (!name.includes('/.') && !name.includes('//') && !name.startsWith('.')) return undefined;
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (parts.includes('..')) return 'has ".." in its name';
  if (parts.includes('.') || parts.includes('')) return 'has an empty part or "." in its name';
  return undefined;
}

const FIRST_DOS_TIME = packDosTime(1980, 1, 1, 0, 0, 0);
const LAST_DOS_TIME = packDosTime(2107, 12, 31, 23, 59, 58);

/**
 * A time (ms since 1970) as a zip holds it: the local time of day in steps of two seconds, rounded
 * down, date in the upper 16 bits. Times outside 1980–2107 become the nearest one inside.
 */
export function toDosTime(timeMs: number): number {
  const second = Math.floor(timeMs / 1000);
  if (second !== last.second) last = { second, dosTime: dosTimeOf(new Date(timeMs)) };
  return last.dosTime;
}

/** Many members have one time. */
let last = { second: Number.NaN, dosTime: 0 };

function dosTimeOf(time: Date): number {
  const year = time.getFullYear();
  if (!(year >= 1980)) return FIRST_DOS_TIME;
  if (year > 2107) return LAST_DOS_TIME;
  return packDosTime(
    year,
    time.getMonth() + 1,
    time.getDate(),
    time.getHours(),
    time.getMinutes(),
    time.getSeconds(),
  );
}

/** The inverse of {@link toDosTime}, in the local time zone of this process. */
export function fromDosTime(dosTime: number): number {
  const year = 1980 + (dosTime >>> 25);
  const month = ((dosTime >>> 21) & 0x0f) - 1;
  const day = (dosTime >>> 16) & 0x1f;
  const hour = (dosTime >>> 11) & 0x1f;
  const minute = (dosTime >>> 5) & 0x3f;
  const second = (dosTime & 0x1f) * 2;
  return new Date(year, month, day, hour, minute, second).getTime();
}

function packDosTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const date = ((year - 1980) << 9) | (month << 5) | day;
  const time = (hour << 11) | (minute << 5) | (second >>> 1);
  return ((date << 16) | time) >>> 0;
}

/** The number in two bytes. The methods of Buffer check what is known here, and take four times as long before they are compiled. */
export function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** The number in four bytes. */
export function uint32(bytes: Uint8Array, at: number): number {
  return (uint16(bytes, at) | (uint16(bytes, at + 2) << 16)) >>> 0;
}
