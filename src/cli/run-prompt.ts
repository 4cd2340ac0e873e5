import { formatDisplayValue } from '../values/display-text.ts';
import { compareCodePoints } from '../values/order.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { askYesOrNo, declinedStatus } from './prompt.ts';
import { span } from './style.ts';
import { textWidth } from './text-width.ts';

/**
 * Asks whether to go on with an action, showing the configuration, unless the user has said yes already.
 * @returns the exit status of the program when it goes no further.
 */
export async function confirmRun(
  action: string,
  config: ValueMap,
  { host, terminal, values }: CommandContext,
): Promise<number | undefined> {
  if (values.isGiven('yes')) return undefined;
  terminal.errLines(`You are about to ${escapeLine(action)}`, '');
  const keys = Object.keys(config).sort(compareCodePoints);
  const width = Math.max(0, ...keys.map(textWidth));
  for (const key of keys) {
    const blanks = ' '.repeat(width - textWidth(key));
    terminal.errLines([
      { text: ' ' },
      span('label', escapeLine(key)),
      { text: `${blanks}  ` },
      span('value', escapeLine(promptValue(config[key]))),
    ]);
  }
  if (keys.length > 0) terminal.errLines('');
  const answer = await askYesOrNo({ default: 'yes', readLine: host.readLine }, terminal);
  return answer === 'yes' ? undefined : declinedStatus(answer);
}

function promptValue(value: Value | undefined): string {
  return value === null ? 'null' : formatDisplayValue(value);
}
