import { readFileStart } from '../platform/directory-entries.ts';

/**
 * Whether a regular file holds text, decided by its extension where that is telling, otherwise by
 * the beginning of its content. Undefined when the content is needed and cannot be read.
 */
export function isTextFile(path: string): boolean | undefined {
  const known = isTextByExtension(path);
  if (known !== undefined) return known;
  const sample = readFileStart(path, SAMPLE_BYTES);
  return sample === undefined ? undefined : isTextSample(sample);
}

const SAMPLE_BYTES = 1024;

/** What a file's extension says about it; undefined when its content has to be looked at. */
export function isTextByExtension(path: string): boolean | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  // A name such as `.py` is a hidden file without an extension.
  if (dot <= 0) return undefined;
  const extension = name.slice(dot + 1).toLowerCase();
  if (TEXT_EXTENSIONS.has(extension)) return true;
  return BINARY_EXTENSIONS.has(extension) ? false : undefined;
}

// `.ts` is in neither list: it is TypeScript or a video stream.
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'c cc cfg cjs cpp css csv go h hpp html ini ipynb java jl js json jsonl jsx lua md mjs py pyi r ' +
    'rb rs rst sh sql svg toml tsv tsx txt xml yaml yml'
  ).split(' '),
);

const BINARY_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'ai bmp gif ico jpeg jpg png ps psd tif tiff webp aif flac mid midi mpa mp3 ogg wav wma avi mkv ' +
    'mov mp4 mpeg swf webm wmv 7z bz2 deb gz pkg rar rpm tar tgz xz z zip zst doc docx key pdf ppt ' +
    'pptx xlr xls xlsx bin ckpt h5 npy npz onnx parquet pickle pkl pt pth pyc safetensors so woff woff2'
  ).split(' '),
);

/** Whether the first bytes of a file (all of a short one) look like text; an empty file does. */
export function isTextSample(sample: Uint8Array): boolean {
  if (sample.length === 0 || hasDecodableMark(sample)) return true;
  let unprintable = 0;
  let low = 0;
  let hasNul = false;
  let hasHighest = false;
  let isAscii = true;
  for (const byte of sample) {
    if (!isPrintableAscii(byte)) unprintable++;
    if (byte < 0x7f) low++;
    hasNul ||= byte === 0;
    hasHighest ||= byte === 0xff;
    isAscii &&= byte < 0x80;
  }
  if (hasNul) return false;
  if (!isAscii && isUtf8(sample)) return true;
  const unprintableShare = unprintable / sample.length;
  const lowShare = low / sample.length;
  const isLikelyBinary =
    (unprintableShare > 0.3 && lowShare < 0.05) || (unprintableShare > 0.8 && lowShare > 0.8);
  return !isLikelyBinary && !hasHighest;
}

function isPrintableAscii(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x08 && byte <= 0x0d && byte !== 0x0b);
}

/** Whether the sample begins with a byte-order mark and reads well in the encoding it names. */
function hasDecodableMark(sample: Uint8Array): boolean {
  const [a, b, c, d] = sample;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return isUtf32(sample, true);
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return isUtf32(sample, false);
  if (a === 0xff && b === 0xfe) return decodes(sample, 'utf-16le');
  if (a === 0xfe && b === 0xff) return decodes(sample, 'utf-16be');
  return a === 0xef && b === 0xbb && c === 0xbf && isUtf8(sample);
}

function isUtf8(sample: Uint8Array): boolean {
  return decodes(sample, 'utf-8');
}

/** Whether the bytes are well formed; a character that the end of the sample cuts does not count. */
function decodes(sample: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function isUtf32(sample: Uint8Array, isLittleEndian: boolean): boolean {
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  for (let at = 0; at + 4 <= sample.length; at += 4) {
    if (view.getUint32(at, isLittleEndian) > 0x10ffff) return false;
  }
  return true;
}
