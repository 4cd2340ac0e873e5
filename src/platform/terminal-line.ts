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
