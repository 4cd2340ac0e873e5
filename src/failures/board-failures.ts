/** What can be wrong with a board's configuration. Nothing was written. */
export type BoardFailure = BoardFileMissing | BoardFileUnreadable | BoardFileInvalid | InvalidBoard;

/** The board configuration that was named does not exist. */
export interface BoardFileMissing {
  readonly reason: 'board-file-missing';
  readonly path: string;
}

/** A board configuration cannot be read: it has another extension, is too big, or does not parse. */
export interface BoardFileUnreadable {
  readonly reason: 'board-file-unreadable';
  readonly path: string;
  /** Ends with the place in the file where there is one. */
  readonly problem: string;
}

/** A board configuration says things it cannot say. */
export interface BoardFileInvalid {
  readonly reason: 'board-file-invalid';
  readonly path: string;
  /** In the order of their lines, which count from 1 as columns do; at least one. */
  readonly problems: readonly {
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
}

/** What a board is to do with its runs does not make sense. */
export interface InvalidBoard {
  readonly reason: 'invalid-board';
  readonly problem: string;
}
