import { span } from './style.ts';
import type { Terminal } from './terminal.ts';

/** A yes/no question. */
export interface Question {
  /** `Continue?` by default. */
  readonly text?: string;
  /** What an empty answer means. */
  readonly default: 'yes' | 'no';
  /**
   * Asks, by calling its argument once it would notice an interrupt, and gives the next line of input
   * without its line break; undefined at the end of input or after an interrupt.
   */
  readonly readLine: (ask: () => void) => Promise<string | undefined>;
}

/** `aborted`: the input ended or was interrupted; the user has been told so. */
export type Answer = 'yes' | 'no' | 'aborted';

/** Asks on stderr until the answer is one. */
export async function askYesOrNo(question: Question, terminal: Terminal): Promise<Answer> {
  const choices = question.default === 'yes' ? '(Y/n)' : '(y/N)';
  for (;;) {
    const line = await question.readLine(() => {
      terminal.err([
        { text: `${question.text ?? 'Continue?'} ` },
        span('prompt-choices', choices),
        { text: ' ' },
      ]);
    });
    if (line === undefined) {
      reportAborted(terminal);
      return 'aborted';
    }
    switch (line.trim().toLowerCase()) {
      case '':
        return question.default;
      case 'y':
      case 'yes':
        return 'yes';
      case 'n':
      case 'no':
        return 'no';
      default:
        terminal.errLines('Please enter Y or N');
    }
  }
}

/** Says that the program stops because it got no answer. The line of the question is still open. */
function reportAborted(terminal: Terminal): void {
  terminal.errLines('', terminal.mode === 'plain' ? 'Aborted!' : [span('error', 'Aborted.')]);
}

/** The exit status of a command that goes no further after this answer. */
export function declinedStatus(answer: 'no' | 'aborted'): number {
  return answer === 'no' ? 0 : 1;
}
