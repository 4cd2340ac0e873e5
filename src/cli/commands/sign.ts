import type { RunRecord } from '../../catalog/run-record.ts';
import { signRun } from '../../verify/sign-run.ts';
import { chooseClosed } from '../choose-closed.ts';
import { nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { countRuns } from '../confirm-change.ts';
import { escapeLine } from '../escape-text.ts';
import { chooseSigningKey } from '../key-files.ts';
import { withProgress } from '../long-work.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { describeExpectedError } from '../report-error.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage sign`: says with a key that runs are what they are. One that cannot be signed keeps no other from it. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal } = context;
  const workspace = await openWorkspace(context);
  const key = chooseSigningKey(context);
  const chosen = await chooseClosed(context, workspace, {
    request: "Specify a run to sign or use '--all'.",
  });
  if (chosen.length === 0) return nothingSelected(context, { key: key.fingerprint, signed: [] });
  const signed: { readonly run: RunRecord }[] = [];
  const failures: string[] = [];
  await withProgress(
    context,
    'Signing runs',
    { reason: 'verification-stopped' },
    async ({ signal, onFraction }) => {
      for (const [index, { run }] of chosen.entries()) {
        onFraction(index / chosen.length);
        try {
          await signRun(run.run, key, { signal });
          signed.push({ run });
        } catch (error) {
          const problem = signal.aborted ? undefined : describeExpectedError(error);
          if (problem === undefined) throw error;
          failures.push(problem);
        }
      }
    },
  );
  const done =
    signed.length > 0 ? [`Signed ${countRuns(signed.length)} with ${key.fingerprint}`] : [];
  reportChange(context, { key: key.fingerprint, signed: changedRuns(signed) }, ...done);
  for (const failure of failures)
    terminal.errLines(...`gage: ${failure}`.split('\n').map(escapeLine));
  return failures.length === 0 ? 0 : 1;
}
