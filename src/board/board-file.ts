import { GageError, fail } from '../failures/failures.ts';
import { readDataFile } from '../operation/data-file.ts';
import type { DataFile } from '../operation/data-file.ts';
import { findProblems, isUsable } from '../operation/data-problem.ts';
import type { DataProblem } from '../operation/data-problem.ts';
import { findExistingFile } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { isMap } from '../values/value.ts';
import { readBoardConfig } from './board-config.ts';
import type { BoardConfig } from './board-config.ts';
import { findBoardFindings, groupSelectProblem } from './board-rules.ts';
import { boardSchema } from './board-schema.ts';

/** The files that configure the board of a directory; the first that exists counts. */
const BOARD_FILE_NAMES: readonly string[] = ['board.json', 'board.toml', 'board.yaml', 'board.yml'];

/** The configuration of a board without a file. */
export const DEFAULT_BOARD: BoardConfig = readBoardConfig({});

/** A board's configuration with what is odd about it. */
export interface LoadedBoardConfig {
  readonly config: BoardConfig;
  /** Things in the file that have no effect. */
  readonly warnings: readonly DataProblem[];
}

/** The path of the board configuration in the first of `directories` that has one. */
export function findBoardFile(directories: readonly string[]): string | undefined {
  return findExistingFile(boardFilePaths(directories));
}

/** Where a board configuration is looked for, in this order. */
export function boardFilePaths(directories: readonly string[]): readonly string[] {
  return directories.flatMap((directory) => BOARD_FILE_NAMES.map((name) => join(directory, name)));
}

/**
 * Reads and checks a board's configuration. Fails with `board-file-missing`,
 * `board-file-unreadable`, `board-file-invalid`, `invalid-board`.
 */
export async function readBoardFile(path: string): Promise<LoadedBoardConfig> {
  const file = await readBoardData(path);
  const { value } = file;
  if (!isMap(value))
    return fail({ reason: 'board-file-unreadable', path, problem: 'expected a map' });
  const problems = await checkBoardFile(file);
  if (!isUsable(problems)) {
    const problem = groupSelectProblem(value);
    if (problem !== undefined) fail({ reason: 'invalid-board', problem });
    fail({ reason: 'board-file-invalid', path, problems });
  }
  return { config: readBoardConfig(value), warnings: problems };
}

/** Everything wrong with a board's configuration, in the order of its lines; nothing for a valid one. */
export function checkBoardFile(file: DataFile): Promise<readonly DataProblem[]> {
  return findProblems(file, boardSchema, {}, findBoardFindings);
}

/** Reads the data of a board's configuration. Fails with `board-file-missing`, `board-file-unreadable`. */
export async function readBoardData(path: string): Promise<DataFile> {
  try {
    return await readDataFile(path);
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    const { failure } = error;
    if (failure.reason === 'file-missing') fail({ reason: 'board-file-missing', path }, error);
    if (failure.reason !== 'data-file-unreadable') throw error;
    return fail({ reason: 'board-file-unreadable', path, problem: failure.problem }, error);
  }
}
