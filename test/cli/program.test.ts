import { expect, test } from 'vitest';
import { findCommand } from '../../src/cli/command.ts';
import { PROGRAM } from '../../src/cli/program.ts';

test('commands that are found first are those of the program', () => {
  const frequent = [...(PROGRAM.frequent ?? [])];
  expect(frequent.map(([name]) => name)).toEqual(['list', 'run']);
  for (const [name, command] of frequent) {
    expect(command()).toBe(PROGRAM.commands.find((one) => one.name === name));
  }
});

test('aliases are found', () => {
  expect(findCommand(PROGRAM, 'ls')).toBe(findCommand(PROGRAM, 'list'));
});
