import { isGroup } from '../../src/cli/command.ts';
import type { CommandGroup, LeafCommand } from '../../src/cli/command.ts';
import { PROGRAM } from '../../src/cli/program.ts';

/** A command that does something, and how it is called: `util purge-run-files`. */
interface PlacedCommand {
  readonly command: LeafCommand;
  readonly path: string;
}

/** All commands of the program, those of groups too. */
export function leafCommands(group: CommandGroup = PROGRAM): readonly PlacedCommand[] {
  const prefix = group === PROGRAM ? '' : `${group.name} `;
  return group.commands.flatMap((command) =>
    isGroup(command) ? leafCommands(command) : [{ command, path: `${prefix}${command.name}` }],
  );
}
