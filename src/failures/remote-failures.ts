/** What can be wrong with a place that runs are copied to or from. */
export type RemoteFailure =
  | RcloneMissing
  | UndefinedRemote
  | RcloneFailed
  | UnusableRepository
  | UnusablePlace
  | UnsafePath
  | UnreadableRunFolder
  | TransferStopped
  | PublishFailed;

/** A place needs rclone, which is not installed. Nothing was written. */
export interface RcloneMissing {
  readonly reason: 'rclone-missing';
}

/** rclone has no remote of this name. Nothing was written. */
export interface UndefinedRemote {
  readonly reason: 'undefined-remote';
  readonly name: string;
}

/** rclone could not do what it was told to. Runs that were complete by then are at their destination. */
export interface RcloneFailed {
  readonly reason: 'rclone-failed';
  readonly place: string;
  readonly exitCode: number;
  /** What it said; may be empty. */
  readonly problems: readonly string[];
}

/** A repository of the user configuration cannot be copied to. Nothing was written. */
export interface UnusableRepository {
  readonly reason: 'unusable-repository';
  readonly name: string;
  readonly configPath: string;
  readonly problem: string;
}

/** A directory cannot be copied to or from. Nothing was written. */
export interface UnusablePlace {
  readonly reason: 'unusable-place';
  readonly place: string;
  readonly problem: string;
}

/** A link is where a folder of a run should be: what is copied there would be somewhere else. */
export interface UnsafePath {
  readonly reason: 'unsafe-path';
  readonly path: string;
}

/** A folder of a run may not be read. The run was not copied. */
export interface UnreadableRunFolder {
  readonly reason: 'unreadable-run-folder';
  readonly path: string;
}

/** The user stopped a copy. Runs that were complete by then are at their destination. */
export interface TransferStopped {
  readonly reason: 'transfer-stopped';
}

/** A board cannot be published. What was uploaded until then stays. */
export interface PublishFailed {
  readonly reason: 'publish-failed';
  /** Whole sentences. */
  readonly problem: string;
}
