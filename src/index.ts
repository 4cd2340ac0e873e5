/**
 * The public API. Functions that do something take what they need as arguments: the library reads no
 * environment, prints nothing and never exits. Expected failures are thrown as {@link GageError};
 * see docs/api.md for a worked example.
 */
export { OpDef } from './operation/operation-definition.ts';
export { OpRef } from './run/operation-reference.ts';
export { OpCmd, Run, runMetaDir } from './run/run.ts';
export type { RunStatus } from './run/run.ts';
export { initRunMeta, makeRun } from './stage/initialize.ts';
export { stageRun } from './stage/stage-run.ts';
export { stageSourcecode } from './stage/source.ts';
export { applyConfig } from './stage/configuration.ts';
export type { ConfigOptions } from './stage/configuration.ts';
export { stageRuntime } from './stage/runtime.ts';
export { stageDependencies } from './stage/dependencies.ts';
export { finalizeStagedRun } from './stage/seal.ts';
export { performStagedAttempt } from './perform-attempt.ts';
export type { AttemptOptions } from './perform-attempt.ts';
export type { EndedAttempt } from './attempt/settle-attempts.ts';
export type { AttemptPlace } from './run/layout.ts';
export { execRun } from './execute/exec-run.ts';
export type { ExitedRun } from './execute/exec-run.ts';
export type { RunOptions } from './execute/run-options.ts';
export { finalizeRun } from './finalize/finalize-run.ts';
export type { FinalizeOptions } from './finalize/finalize-run.ts';
export { runStatus } from './run/status.ts';
export { deleteRun } from './run/delete-run.ts';
export * as runMeta from './run/run-meta.ts';
export {
  initUserAttributes,
  readUserAttributes,
  setUserAttributes,
} from './run/user-attributes.ts';
export { readProjectReference, writeProjectReference } from './run/project-reference.ts';
export { listRuns } from './catalog/list-runs.ts';
export type { RunList, RunProblem } from './catalog/list-runs.ts';
export { readRun } from './catalog/run-record.ts';
export type { RunRecord } from './catalog/run-record.ts';
export { selectRuns } from './catalog/select-runs.ts';
export { parseFilter } from './catalog/filter-runs.ts';
export type { RunFilter } from './catalog/filter-runs.ts';
export { parseListFields } from './catalog/list-field.ts';
export type { ListedRun, ListField } from './catalog/list-field.ts';
export { parseSortKeys, sortRuns } from './catalog/sort-runs.ts';
export type { SortKey } from './catalog/sort-runs.ts';
export { clearLabel, setLabel } from './run/label.ts';
export { changeTags, readTags } from './run/tags.ts';
export type { ChangedTags, TagChange } from './run/tags.ts';
export { addComment, deleteComment, editComment, readComments } from './run/comments.ts';
export type { Comment } from './run/comments.ts';
export {
  deleteArchive,
  findArchive,
  listArchives,
  makeArchive,
  renameArchive,
} from './run/archives.ts';
export type { Archive, ArchiveList } from './run/archives.ts';
export { archiveRuns, purgeRuns, restoreRun, trashRuns } from './run/move-run.ts';
export type { MoveOptions } from './run/move-run.ts';
export { findComparableRun } from './catalog/comparable-run.ts';
export { checkSignatures, signRun } from './verify/sign-run.ts';
export type { SignatureFinding } from './verify/sign-run.ts';
export { KeyError, readSigningKey, readVerifyingKeys } from './platform/ed25519-keys.ts';
export type { SigningKey, VerifyingKey } from './platform/ed25519-keys.ts';
export { verifyRun } from './verify/verify-run.ts';
export type { Verification, VerifyOptions } from './verify/verify-run.ts';
export { GageError } from './failures/failures.ts';
export type { Failure } from './failures/failures.ts';
export type { RunEvent, RunListener } from './events.ts';
export { Float, float } from './values/value.ts';
export type { Value, ValueMap } from './values/value.ts';
