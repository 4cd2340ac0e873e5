import type { ComparedRun } from '../plan/reuse-search.ts';
import type { ValueMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import { tellSkippedRun } from './event-stream.ts';
import type { Need } from './needed-runs.ts';
import { comparedJson, differenceLines, unusableJson, unusableText } from './reuse-text.ts';

/** Said where a run has nothing but its configuration to be compared by. */
export const CONFIGURATION_ONLY =
  'It has no fingerprint: only operation and configuration were compared.';

/** Tells that a run is not made because another is the same. */
export function tellReused(found: ComparedRun, context: CommandContext): void {
  const { run, isFingerprinted } = found;
  const { id, name } = run;
  const compared = isFingerprinted ? 'fingerprint' : 'configuration';
  tellSkippedRun({ id, name, compared }, context);
  context.terminal.errLines(
    `Run skipped because a comparable run exists (${name})`,
    ...(isFingerprinted ? [] : [CONFIGURATION_ONLY]),
    '',
    [{ text: 'For details, run ' }, { text: `'gage show ${name}'`, style: 'command' }],
  );
}

/** Tells why a run is needed. @returns what programs are told of it. */
export function tellNeeded(
  { unusable, nearest }: Extract<Need, { kind: 'needed' }>,
  { terminal, values }: CommandContext,
): ValueMap {
  if (!values.isGiven('quiet')) {
    if (unusable.length > 0) terminal.errLines(...unusable.map(unusableText));
    else if (nearest !== undefined) {
      terminal.errLines(
        `No run is the same. The nearest is ${nearest.run.name}:`,
        ...differenceLines(nearest.differences).map((line) => `  ${line}`),
      );
    }
  }
  return {
    needed: {
      unusable: unusable.map(unusableJson),
      nearest: nearest === undefined ? null : comparedJson(nearest),
    },
  };
}
