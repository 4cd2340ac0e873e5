/** What a piece of text is, for which a terminal has a look; see {@link STYLE_CODES}. */
export type Style = keyof typeof STYLE_CODES;

/** The parameters of the escape sequence of each style. */
const STYLE_CODES = {
  border: '2',
  heading: '93',
  index: '93',
  'panel-title': '33',
  label: '38;5;51',
  'secondary-label': '36',
  value: '2',
  'sub-text': '90',
  size: '35',
  command: '1;32',
  placeholder: '1;3;36',
  'prompt-choices': '1;36',
  danger: '1;31',
  strong: '1',
  warning: '33',
  error: '31',
  'status-completed': '38;5;28',
  'status-failed': '38;5;160',
  'status-waiting': '90',
  'status-running': '3;33',
  'status-completed-dim': '2;38;5;28',
  'status-failed-dim': '2;38;5;160',
  'status-waiting-dim': '2;90',
  'status-running-dim': '2;3;33',
  'json-key': '1;34',
  'json-text': '32',
  'json-number': '1;36',
  'json-word': '3;35',
} as const;

/** A piece of text in one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/**
 * Text for a terminal, styled piece by piece. Styles become escape sequences only when it is
 * printed, so the text itself must contain none: text of users goes through `escapeLine` first.
 */
export type StyledText = string | readonly Span[];

/** `text` in one style, as a part of a {@link StyledText}. */
export function span(style: Style | undefined, text: string): Span {
  return { text, style };
}

/** The text without its styles. */
export function plainText(text: StyledText): string {
  if (typeof text === 'string') return text;
  let plain = '';
  // Asked of every cell of a table, again and again: without an iterator for each.
  for (let index = 0; index < text.length; index++) plain += text[index]?.text ?? '';
  return plain;
}

/** The spans of a text; a plain string takes `style`, and so do spans without their own. */
export function toSpans(text: StyledText, style?: Style): readonly Span[] {
  if (typeof text === 'string') return text === '' ? [] : [{ text, style }];
  return style === undefined
    ? text
    : text.map((part) => (part.style === undefined ? { ...part, style } : part));
}

/** The characters of a styled text from index `start` up to `end`, as `slice` counts them. */
export function sliceSpans(spans: readonly Span[], start: number, end: number): readonly Span[] {
  const slice: Span[] = [];
  let at = 0;
  for (const { text, style } of spans) {
    const part = text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (part !== '') slice.push({ text: part, style });
    at += text.length;
  }
  return slice;
}

/** The text to print: with escape sequences for its styles if the stream shows colour. */
export function paint(text: StyledText, hasColor: boolean): string {
  if (typeof text === 'string') return text;
  if (!hasColor) return plainText(text);
  return text
    .map((part) =>
      part.style === undefined || part.text === ''
        ? part.text
        : `\u001b[${STYLE_CODES[part.style]}m${part.text}\u001b[0m`,
    )
    .join('');
}

/** The style of a run's status; rows of deleted runs are dim, their status too. */
export function statusStyle(status: string, isDim = false): Style | undefined {
  const style = brightStatusStyle(status);
  if (style === undefined) return isDim ? 'value' : undefined;
  return isDim ? `${style}-dim` : style;
}

type StatusStyle = 'status-completed' | 'status-failed' | 'status-waiting' | 'status-running';

function brightStatusStyle(status: string): StatusStyle | undefined {
  switch (status) {
    case 'completed':
      return 'status-completed';
    case 'error':
    case 'terminated':
      return 'status-failed';
    case 'staged':
    case 'pending':
      return 'status-waiting';
    case 'running':
      return 'status-running';
    default:
      return undefined;
  }
}
