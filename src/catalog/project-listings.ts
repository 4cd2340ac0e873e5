import { GageError } from '../failures/failures.ts';
import { readDataFile } from '../operation/data-file.ts';
import type { DataFile } from '../operation/data-file.ts';
import { listOperations } from '../operation/find-operation.ts';
import { findGageFile } from '../operation/gage-file.ts';
import { readProjectReference } from '../run/project-reference.ts';
import type { RunRecord } from './run-record.ts';

/** The names of fields that describe each operation of a project in lists. */
type Listing = ReadonlyMap<string, readonly string[]>;

/**
 * What the projects of runs want lists to show of them, as their Gage files say now. Each project is
 * read once; one that cannot be read is told of once and has no wishes.
 */
export class ProjectListings {
  readonly #listings = new Map<string, Listing>();
  readonly #warn: (message: string) => void;
  readonly #known: DataFile | undefined;

  /** @param known a Gage file that was read already. */
  constructor(warn: (message: string) => void, known?: DataFile) {
    this.#warn = warn;
    this.#known = known;
  }

  /** The names of fields to show of a run, in order; none when its project does not say. */
  async fieldNames({ run, opref }: RunRecord): Promise<readonly string[]> {
    const project = readProjectReference(run);
    if (project === undefined) return [];
    const listing = this.#listings.get(project) ?? (await this.#read(project));
    this.#listings.set(project, listing);
    return listing.get(opref.name) ?? [];
  }

  async #read(project: string): Promise<Listing> {
    const path = findGageFile(project);
    if (path === undefined) return new Map();
    try {
      const operations = listOperations(
        path === this.#known?.path ? this.#known : await readDataFile(path),
      );
      return new Map(operations.map(({ name, listing }) => [name, listing?.description ?? []]));
    } catch (error) {
      if (!(error instanceof GageError)) throw error;
      this.#warn(error.message);
      return new Map();
    }
  }
}
