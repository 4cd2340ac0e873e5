import { isSystemError } from '../platform/files.ts';
import { createHost } from '../platform/host.ts';
import type { Host } from '../platform/host.ts';
import { setUserFolders } from '../platform/user-cache.ts';
import { parseArguments } from './parse-arguments.ts';
import type { CommandInvocation } from './parse-arguments.ts';
import { PROGRAM } from './program.ts';
import { createTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Runs the program once. @returns its exit status. */
export async function main(host: Host = createHost()): Promise<number> {
  const terminal = createTerminal(host);
  const invocation = parseArguments(PROGRAM, host.args);
  switch (invocation.kind) {
    case 'version':
      terminal.outLines(`Gage ${VERSION}`);
      return 0;
    case 'nothing':
      return 0;
    case 'help': {
      const { renderHelp } = await import('./help-text.ts');
      terminal.outLines(...renderHelp(invocation.command, invocation.path, terminal));
      return 0;
    }
    case 'usage-error': {
      const { formatUsageError, usageErrorStatus } = await import('./usage-error.ts');
      if (host.args.includes('--json')) {
        (await import('./error-json.ts')).writeUsageErrorJson(invocation.error, terminal);
      }
      terminal.errLines(...formatUsageError(invocation.error, terminal.mode));
      return usageErrorStatus(invocation.error);
    }
    case 'command':
      return execute(invocation, host, terminal);
  }
}

async function execute(
  invocation: CommandInvocation,
  host: Host,
  terminal: Terminal,
): Promise<number> {
  const { command, path, globals, values } = invocation;
  setUserFolders(host.env, host.homeDir);
  try {
    const { execute } = await command.load();
    return await execute({ host, terminal, globals, values, path });
  } catch (error) {
    const [{ reportError }, { writeErrorJson }] = await Promise.all([
      import('./report-error.ts'),
      import('./error-json.ts'),
    ]);
    try {
      writeErrorJson(error, invocation, host, terminal);
    } catch (problem) {
      // Where stdout takes nothing, which may be the error, people are told all the same.
      if (!isSystemError(problem)) throw problem;
    }
    return reportError(error, terminal, globals.count('verbose') > 0);
  }
}
