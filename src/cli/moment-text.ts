import type { CommandContext } from './command.ts';
import { formatUtcTime } from './date-text.ts';
import { formatRelativeTime } from './relative-time.ts';

/** A moment (microseconds since the epoch) as a list shows it. */
export type MomentFormat = (micros: number) => string;

/** How long ago; with `--utc` the time itself. */
export function momentFormat(context: CommandContext): MomentFormat {
  return context.values.isGiven('utc') ? formatUtcTime : relativeTimes(context);
}

/** How long ago, all seen from the same moment. */
export function relativeTimes({ host }: CommandContext): MomentFormat {
  const nowMicros = host.nowMillis() * 1000;
  return (micros) => formatRelativeTime(micros, nowMicros);
}
