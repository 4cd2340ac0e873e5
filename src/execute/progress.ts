/** Takes progress bars out of a command's output. */
export interface ProgressFilter {
  /** The bytes to keep of what has come so far, and the last progress seen in them, in percent. */
  push(bytes: Uint8Array): Filtered;
  /** What is still held back when the output ends. */
  end(): Uint8Array;
}

export interface Filtered {
  readonly kept: Uint8Array;
  readonly completed: number | undefined;
}

/** The kinds of progress bar that can be recognised, by the name an operation gives. */
export const PROGRESS_STYLES: readonly string[] = ['tqdm'];

/** A bar may follow a description and a colon: `Epoch 1:  40%|████      | 2/5`. */
const BAR = /^\s*(?:[^|]*: +)?(?<percent>\d{1,3})%\|/;

/** A piece longer than this is no bar, and is passed on rather than held. */
const MAX_HELD = 16 * 1024;

/**
 * Recognises the bars of tqdm. Pieces end at a carriage return or a line feed; a piece that is a bar
 * is dropped with its ending, everything else stays as it is. A line feed after a bar stays when the
 * line holds other text.
 */
export function createTqdmFilter(): ProgressFilter {
  let held = '';
  // A lone carriage return belongs to the bar it precedes, or to the text.
  let heldReturn = '';
  let lineHasText = false;
  let lineHasBar = false;

  const keepText = (text: string): string => {
    const kept = heldReturn + text;
    heldReturn = '';
    return kept;
  };

  const takePiece = (text: string, ending: string): [kept: string, percent: number | undefined] => {
    const percent = BAR.exec(text)?.groups?.['percent'];
    if (percent !== undefined) {
      heldReturn = '';
      lineHasBar = true;
      const isLineEnd = ending.endsWith('\n');
      const kept = isLineEnd && lineHasText ? ending : '';
      if (isLineEnd) startLine();
      return [kept, Number(percent)];
    }
    if (text.trim() === '' && ending === '\r') {
      const kept = keepText(text);
      heldReturn = ending;
      return [kept, undefined];
    }
    const isBarRest = text.trim() === '' && lineHasBar && !lineHasText;
    const kept = isBarRest ? '' : keepText(text + ending);
    if (isBarRest) heldReturn = '';
    if (ending.endsWith('\n')) startLine();
    else lineHasText = true;
    return [kept, undefined];
  };

  const startLine = (): void => {
    lineHasText = false;
    lineHasBar = false;
  };

  return {
    push: (bytes) => {
      // One character a byte: nothing is decoded, nothing lost.
      const text = held + Buffer.from(bytes).toString('latin1');
      let kept = '';
      let completed: number | undefined;
      let start = 0;
      for (const match of text.matchAll(/\r\n|\n|\r(?!$)/g)) {
        const [piece, percent] = takePiece(text.slice(start, match.index), match[0]);
        kept += piece;
        completed = percent ?? completed;
        start = match.index + match[0].length;
      }
      held = text.slice(start);
      const liveBar = BAR.exec(held)?.groups?.['percent'];
      if (liveBar !== undefined) completed = Number(liveBar);
      else if (held.length > MAX_HELD) {
        kept += keepText(held);
        held = '';
        lineHasText = true;
      }
      return { kept: Buffer.from(kept, 'latin1'), completed };
    },
    end: () => {
      const isBar = BAR.test(held);
      return Buffer.from(isBar ? '' : keepText(held), 'latin1');
    },
  };
}
