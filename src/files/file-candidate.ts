import { readFileStatus } from '../platform/directory-entries.ts';
import type { FileStatus } from '../platform/directory-entries.ts';
import { isTextFile } from './text-file.ts';

/** Why a file that was chosen cannot be copied. */
export type FileProblem = 'broken-link' | 'special-file' | 'unreadable';

/** What is known about an entry before its status is read. */
export interface CandidateFacts {
  /** Relative to the base directory, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly isLink: boolean;
  /** The directory listing says that this is neither a file nor a directory nor a link. */
  readonly isSpecial: boolean;
  /** What keeps patterns with wildcards from selecting the file; asked for at most once. */
  readonly findSkipReason: () => 'ignored' | 'likely-secret' | undefined;
}

/** A file that rules are tried on. Its status and content are read only when a rule asks, and once. */
export class FileCandidate {
  readonly path: string;
  readonly isLink: boolean;
  /** The directory listing calls it a regular file. */
  readonly isPlainEntry: boolean;
  readonly #facts: CandidateFacts;
  #status: FileStatus | 'unread' | undefined = 'unread';
  #isText: boolean | 'unread' | undefined = 'unread';
  #skipReason: 'ignored' | 'likely-secret' | 'unread' | undefined = 'unread';

  constructor(facts: CandidateFacts) {
    this.path = facts.path;
    this.isLink = facts.isLink;
    this.isPlainEntry = !facts.isLink && !facts.isSpecial;
    this.#facts = facts;
  }

  get status(): FileStatus | undefined {
    if (this.#status === 'unread') this.#status = readFileStatus(this.#facts.absolutePath);
    return this.#status;
  }

  /** What forbids copying, as far as it shows without reading content; undefined for a regular file. */
  get problem(): FileProblem | undefined {
    if (this.#facts.isSpecial) return 'special-file';
    if (this.status === undefined) return this.isLink ? 'broken-link' : 'unreadable';
    return this.status.kind === 'file' ? undefined : 'special-file';
  }

  /** Undefined for what is not a regular file. */
  get sizeBytes(): number | undefined {
    return this.problem === undefined ? this.status?.sizeBytes : undefined;
  }

  /** Undefined where there is no content to look at. */
  get isText(): boolean | undefined {
    if (this.#isText === 'unread') {
      // The kind of a link's target is not known yet; a pipe must not be opened.
      const isRegular = this.isPlainEntry || this.problem === undefined;
      this.#isText = isRegular ? isTextFile(this.#facts.absolutePath) : undefined;
    }
    return this.#isText;
  }

  get skipReason(): 'ignored' | 'likely-secret' | undefined {
    if (this.#skipReason === 'unread') this.#skipReason = this.#facts.findSkipReason();
    return this.#skipReason;
  }
}
