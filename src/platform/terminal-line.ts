/**
 * One line typed at the terminal that standard input is; undefined at the end of input or after
 * Ctrl-C. The system hands over one line at a time, so what is typed after it is left to whoever
 * reads next.
 * @param ask called when an interrupt would be noticed, to write the question.
 */
export async function readTerminalLine(ask: () => void): Promise<string | undefined> {
  const { stdin } = process;
  let text = '';
  return new Promise((resolve) => {
    const finish = (line: string | undefined): void => {
      stdin.off('data', take);
      stdin.off('end', end);
      process.off('SIGINT', interrupt);
      stdin.pause();
      resolve(line);
    };
    const take = (bytes: Buffer): void => {
      text += bytes.toString('utf8');
      const lineEnd = text.indexOf('\n');
      if (lineEnd >= 0) finish(text.slice(0, lineEnd).replace(/\r$/, ''));
    };
    const end = (): void => {
      finish(text === '' ? undefined : text);
    };
    const interrupt = (): void => {
      finish(undefined);
    };
    stdin.on('data', take);
    stdin.once('end', end);
    process.on('SIGINT', interrupt);
    ask();
    if (stdin.readableEnded) finish(undefined);
    else stdin.resume();
  });
}

/**
 * As {@link readTerminalLine}, but what is typed is not shown. The terminal is left as it was.
 */
export async function readTerminalSecret(ask: () => void): Promise<string | undefined> {
  const { stdin } = process;
  let typed = '';
  return new Promise((resolve) => {
    const finish = (secret: string | undefined): void => {
      stdin.off('data', take);
      stdin.off('end', end);
      stdin.setRawMode(false);
      stdin.pause();
      resolve(secret);
    };
    const take = (bytes: Buffer): void => {
      for (const key of bytes.toString('utf8')) {
        if (key === '\r' || key === '\n') {
          finish(typed);
          return;
        }
        if (key === KEYS.interrupt || (key === KEYS.endOfInput && typed === '')) {
          finish(undefined);
          return;
        }
        if (key === KEYS.eraseLine) typed = '';
        else if (key === KEYS.erase || key === '\b') typed = typed.slice(0, -1);
        else if (key >= ' ') typed += key;
      }
    };
    const end = (): void => {
      finish(undefined);
    };
    stdin.on('data', take);
    stdin.once('end', end);
    stdin.setRawMode(true);
    ask();
    stdin.resume();
  });
}

/** What a terminal that shows nothing of what is typed hands over for keys with a meaning. */
const KEYS = {
  interrupt: '\u0003',
  endOfInput: '\u0004',
  eraseLine: '\u0015',
  erase: '\u007f',
} as const;
