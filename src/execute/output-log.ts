import { HeldFolder, openOutputFile } from '../platform/held-folder.ts';
import type { OutputFile } from '../platform/held-folder.ts';
import { join } from '../platform/paths.ts';
import { startTimer } from '../platform/timers.ts';
import type { Timer } from '../platform/timers.ts';
import { countLineFeeds } from '../run/line-feeds.ts';
import { RECORD_BYTES } from '../run/output.ts';
import type { LineRecord } from '../run/output.ts';
import { outputIndexMember, outputMember } from '../run/layout.ts';
import { ownMetadata } from '../run/own-metadata.ts';

/** Records the output of a phase: every byte as it comes, and for every line when it came. */
export interface OutputLog {
  /**
   * @param timeMillis when the bytes came, milliseconds since the epoch.
   * @param stream 0, or 1 for standard error where it is told apart.
   */
  append(bytes: Uint8Array, timeMillis: number, stream?: number): void;
  close(timeMillis: number): void;
}

const LINE_FEED = 10;

/** Gives an output without a byte yet to metadata that this process makes. */
export function noteOutput(metaDir: string, outputName: string): void {
  const own = ownMetadata(metaDir);
  for (const member of membersOf(outputName)) own?.set(member, '');
}

function membersOf(outputName: string): readonly [output: string, index: string] {
  return [outputMember(outputName), outputIndexMember(outputName)];
}

/**
 * Opens `output/<name>` and its index in a metadata folder, replacing earlier ones. Bytes are in the
 * file when `append` returns, and so are records, unless output comes so fast that many are written
 * together: others can follow. In metadata that this process makes, and that {@link noteOutput} has given the output to, the
 * files come with the first byte.
 */
export function openOutputLog(metaDir: string, outputName: string): OutputLog {
  const files =
    ownMetadata(metaDir) === undefined
      ? new OutputFiles(metaDir, outputName)
      : new LaterFiles(metaDir, outputName);
  let endsInLine = true;
  let lastStream = 0;
  return {
    append: (bytes, timeMillis, stream = 0) => {
      if (bytes.length === 0) return;
      const { output, index } = files.open();
      output.write(bytes);
      lastStream = stream;
      index.add(countLineFeeds(bytes), { timeMillis, stream }, bytes.length >= BUSY_BYTES);
      endsInLine = bytes[bytes.length - 1] === LINE_FEED;
    },
    close: (timeMillis) => {
      try {
        // A last piece without a line feed counts as a line.
        if (!endsInLine) files.open().index.add(1, { timeMillis, stream: lastStream }, false);
      } finally {
        files.close();
      }
    },
  };
}

type OpenFile = (member: string) => OutputFile;

/** An output and its index, open. */
class OutputFiles {
  readonly output: OutputFile;
  readonly index: OutputIndex;

  constructor(
    metaDir: string,
    outputName: string,
    openFile: OpenFile = (member) => openOutputFile(join(metaDir, member)),
  ) {
    const [output, index] = membersOf(outputName);
    this.output = openFile(output);
    try {
      this.index = new OutputIndex(openFile(index));
    } catch (error) {
      this.output.close();
      throw error;
    }
  }

  open(): this {
    return this;
  }

  close(): void {
    try {
      this.output.close();
    } finally {
      this.index.close();
    }
  }
}

/** The same, opened when there is something to be written. */
class LaterFiles {
  readonly #open: () => OutputFiles;
  readonly #folder: HeldFolder;
  #files: OutputFiles | undefined;
  #failure: unknown;

  constructor(metaDir: string, outputName: string) {
    const folder = new HeldFolder(metaDir);
    this.#folder = folder;
    this.#open = () =>
      new OutputFiles(metaDir, outputName, (member) => {
        ownMetadata(metaDir)?.leaveToFile(member);
        return folder.openOutputFile(member);
      });
  }

  open(): OutputFiles {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#files !== undefined) return this.#files;
    try {
      this.#files = this.#open();
      return this.#files;
    } catch (error) {
      // What came before is not written over by what comes now.
      this.#failure = error;
      throw error;
    } finally {
      this.#folder.close();
    }
  }

  close(): void {
    this.#folder.close();
    this.#files?.close();
  }
}

/** Output that comes in pieces of this size comes fast. */
const BUSY_BYTES = 32 * 1024;

/** For how long records of such output can wait to be written together. */
const INDEX_DELAY_MS = 50;

const BLOCK_BYTES = 16 * 1024 * RECORD_BYTES;

/** Blocks of records of outputs that have ended: a new one each time keeps the garbage collector busy. */
const freeBlocks: Buffer[] = [];

/**
 * The index of an output while it is written: for each line the time as 8 bytes, big-endian, and the
 * stream (0 for both where they come through one pipe).
 */
class OutputIndex {
  readonly #file: OutputFile;
  readonly #record: Buffer = Buffer.alloc(RECORD_BYTES);
  #block: Buffer | undefined;
  #usedBytes = 0;
  /** Runs while records wait for others. */
  #delay: Timer | undefined;
  #failure: Error | undefined;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  /**
   * Adds the same record for each of `count` lines: lines that come together have one time.
   * @param mayWait records may be written later, with others.
   */
  add(count: number, { timeMillis, stream }: LineRecord, mayWait: boolean): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#record.writeBigUInt64BE(BigInt(timeMillis));
    this.#record.writeUInt8(stream, RECORD_BYTES - 1);
    const block = (this.#block ??= freeBlocks.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES));
    for (let left = count * RECORD_BYTES; left > 0;) {
      const bytes = Math.min(left, BLOCK_BYTES - this.#usedBytes);
      block.fill(this.#record, this.#usedBytes, this.#usedBytes + bytes);
      this.#usedBytes += bytes;
      left -= bytes;
      if (this.#usedBytes === BLOCK_BYTES) this.#write();
    }
    if (mayWait) void this.#writeLater();
    else this.#write();
  }

  close(): void {
    this.#delay?.cancel();
    try {
      if (this.#failure !== undefined) throw this.#failure;
      this.#write();
    } finally {
      this.#file.close();
      if (this.#block !== undefined) freeBlocks.push(this.#block);
      this.#block = undefined;
    }
  }

  #write(): void {
    if (this.#usedBytes === 0 || this.#block === undefined) return;
    this.#file.write(this.#block.subarray(0, this.#usedBytes));
    this.#usedBytes = 0;
  }

  async #writeLater(): Promise<void> {
    if (this.#delay !== undefined) return;
    this.#delay = startTimer(INDEX_DELAY_MS);
    await this.#delay.done;
    this.#delay = undefined;
    try {
      this.#write();
    } catch (error) {
      // Told with the next output, or at its end.
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}
