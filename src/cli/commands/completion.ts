import { basename } from 'node:path';
import { fail, GageError } from '../../failures/failures.ts';
import { isSystemError } from '../../platform/files.ts';
import { parseArguments } from '../parse-arguments.ts';
import type { CommandContext, DynamicValues } from '../command.ts';
import { COMPLETION_SHELLS, completionScript } from '../completion-scripts.ts';
import { completeWords, formatCompletion } from '../completion.ts';
import type { Candidate, LineSoFar } from '../completion.ts';
import { PROGRAM } from '../program.ts';

/** `gage completion`: the script that makes a shell complete command lines; `--complete` is what it asks. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, host } = context;
  if (values.isGiven('complete')) {
    host.stdout.write(await complete(values.texts('word'), context));
    return 0;
  }
  const [asked = basename(host.env['SHELL'] ?? '')] = values.texts('word');
  const shell = COMPLETION_SHELLS.find((known) => known === asked);
  if (shell === undefined) {
    const message = `Specify a shell: ${COMPLETION_SHELLS.join(', ')}\n\nTry '${context.path} -h' for help.`;
    fail({ reason: 'invalid-argument', message });
  }
  host.stdout.write(completionScript(shell, PROGRAM.name));
  return 0;
}

/** Values are looked up when it is known which are needed. */
async function complete(words: readonly string[], context: CommandContext): Promise<string> {
  let asked: { kind: DynamicValues; line: LineSoFar } | undefined;
  const known = completeWords(PROGRAM, words, (kind, line) => {
    asked = { kind, line };
    return [];
  });
  if (asked === undefined) return formatCompletion(known);
  const found = await valuesOrNothing(asked.kind, asked.line, context);
  return formatCompletion(completeWords(PROGRAM, words, () => found));
}

/** What is wrong with a project is told by other commands: here it would get into the command line. */
async function valuesOrNothing(
  kind: DynamicValues,
  line: LineSoFar,
  context: CommandContext,
): Promise<readonly Candidate[]> {
  const { completionValues } = await import('../completion-values.ts');
  try {
    return await completionValues(kind, line, { ...context, globals: globalsOf(line.words) });
  } catch (error) {
    if (!(error instanceof GageError || isSystemError(error))) throw error;
    return [];
  }
}

/** The options before the command on the line that is completed, such as `-C`. */
function globalsOf(before: readonly string[]): CommandContext['globals'] {
  const invocation = parseArguments(PROGRAM, before);
  if ('globals' in invocation) return invocation.globals;
  return {
    isGiven: () => false,
    count: () => 0,
    text: () => undefined,
    texts: () => [],
    integer: () => undefined,
  };
}
