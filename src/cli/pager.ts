import { paint } from './style.ts';
import type { StyledText } from './style.ts';
import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';

/** How a pager is chosen and started. */
export interface PagerFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Runs a shell command with `text` as its input until it ends; false if it could not be started. */
  readonly spawnPager: (command: string, text: string) => Promise<boolean>;
}

/**
 * Writes lines to stdout: through a pager if somebody reads them on a terminal and they do not fit
 * its screen.
 */
export async function page(
  lines: readonly StyledText[],
  terminal: Terminal,
  facts: PagerFacts,
): Promise<void> {
  const command = pagerCommand(facts);
  const isPaged =
    command !== undefined &&
    terminal.isInteractive &&
    screenLines(lines, terminal) >= terminal.height;
  if (isPaged) {
    const hasColor = terminal.outHasColor && keepsColor(command, facts.env);
    const text = lines.map((line) => `${paint(line, hasColor)}\n`).join('');
    if (await facts.spawnPager(command, text)) return;
  }
  terminal.outBlock(lines);
}

/** Whether colours of a text that can be paged are shown, wherever it is read. */
export function pageHasColor(terminal: Terminal, facts: PagerFacts): boolean {
  const command = pagerCommand(facts);
  const isPlain =
    command !== undefined && terminal.isInteractive && !keepsColor(command, facts.env);
  return terminal.outHasColor && !isPlain;
}

/** `PAGER`, else `MANPAGER`, else `less -r`; on Windows there is none that understands our output. */
function pagerCommand({ env, platform }: PagerFacts): string | undefined {
  const chosen = [env['PAGER'], env['MANPAGER']].find((value) => (value ?? '').trim() !== '');
  return chosen ?? (platform === 'win32' ? undefined : 'less -r');
}

/** Whether the pager passes colour on: `less` with `-r` or `-R` in any of its forms, or in `LESS`. */
function keepsColor(command: string, env: PagerFacts['env']): boolean {
  const [program = '', ...options] = command.trim().split(/\s+/);
  if (!/(?:^|[\\/])less(?:\.exe)?$/i.test(program)) return false;
  const all = [...(env['LESS'] ?? '').split(/\s+/), ...options];
  return all.some((option) =>
    /^-?[a-zA-Z]*[rR]|^--raw-control-chars$|^--RAW-CONTROL-CHARS$/.test(option),
  );
}

/** How many lines of the screen the text takes, with long lines broken by the terminal. */
function screenLines(lines: readonly StyledText[], { width }: Terminal): number {
  return lines.reduce((total, line) => {
    const parts = paint(line, false).split('\n');
    return (
      total + parts.reduce((sum, part) => sum + Math.max(1, Math.ceil(textWidth(part) / width)), 0)
    );
  }, 0);
}
