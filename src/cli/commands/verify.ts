import { listRuns } from '../../catalog/list-runs.ts';
import { findArchive } from '../../run/archives.ts';
import type { Container } from '../../run/containers.ts';
import type { VerifyingKey } from '../../platform/ed25519-keys.ts';
import { checkSignatures } from '../../verify/sign-run.ts';
import { chooseListed, nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { chooseVerifyingKeys } from '../key-files.ts';
import { writeJson } from '../json-output.ts';
import { describeExpectedError } from '../report-error.ts';
import {
  isBad,
  verificationJson,
  verificationLines,
  verificationSummary,
} from '../verification-text.ts';
import type { VerifiedRecord } from '../verification-text.ts';
import { verifyRecords } from '../verify-records.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage verify`: proves that runs are as they were when they were closed. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const workspace = await openWorkspace(context);
  const list = listRuns(workspace.runsDir, containerAsked(context, workspace.runsDir));
  const chosen = chooseListed(list, context);
  // What is no run for a list is what this command is to find, unless others were asked for.
  const isEverything = values.texts('run').length === 0 && (values.text('where') ?? '') === '';
  const problems = isEverything ? list.problems : [];
  if (chosen.length === 0 && problems.length === 0) {
    return nothingSelected(context, verificationJson([], []));
  }
  const asksSignature = values.isGiven('signature') || values.isGiven('key');
  const keys = asksSignature ? chooseVerifyingKeys(context) : undefined;
  const verified = await verifyRecords(
    chosen.map(({ run }) => run),
    context,
  );
  const results = keys === undefined ? verified : verified.map((one) => withSignature(one, keys));
  if (values.isGiven('json')) writeJson(verificationJson(results, problems), terminal);
  else {
    terminal.outBlock(results.flatMap(verificationLines));
    terminal.outLines(verificationSummary(results, problems));
  }
  if (problems.length > 0 || results.some(isBad)) return 1;
  return results.some(({ verification }) => verification?.verdict === 'open') ? EXIT_OPEN : 0;
}

/** Nothing is wrong, and of some runs nobody can tell. */
const EXIT_OPEN = 3;

/** What cannot be read is told of already. */
function withSignature(verified: VerifiedRecord, keys: readonly VerifyingKey[]): VerifiedRecord {
  const { record, verification } = verified;
  if (verification === undefined || verification.verdict === 'open') return verified;
  try {
    return { ...verified, signature: checkSignatures(record.run, keys) };
  } catch (error) {
    if (describeExpectedError(error) === undefined) throw error;
    return { ...verified, signature: { kind: 'unreadable' } };
  }
}

function containerAsked({ values }: CommandContext, runsDir: string): Container {
  const name = values.text('archive');
  if (name !== undefined) return findArchive(runsDir, name).id;
  return values.isGiven('deleted') ? 'trash' : 'active';
}
