import { plainText, toSpans } from './style.ts';
import type { Span, StyledText } from './style.ts';
import { cutSpans, fitLines } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth } from './text-width.ts';

/** Lines in a frame with a title, as wide as the layout. */
export interface Panel {
  readonly title?: StyledText;
  readonly titleAlign?: 'left' | 'center';
  /** Each at most {@link panelContentLayout} wide, unless `overflow` says what happens to others. */
  readonly lines: readonly StyledText[];
  /** What happens to lines that are too wide; they are wrapped by default. */
  readonly overflow?: 'cut' | 'wrap';
}

/** The frame and one blank on either side. */
const FRAME_WIDTH = 4;

const BLANK: Span = { text: ' ' };

/** The layout for what is put into a panel, such as a table. */
export function panelContentLayout(layout: Layout): Layout {
  return { ...layout, width: Math.max(1, layout.width - FRAME_WIDTH) };
}

/** The lines of a panel. In plain mode the title stands alone above it, and a blank line ends it. */
export function renderPanel(panel: Panel, layout: Layout): readonly StyledText[] {
  const { width } = panelContentLayout(layout);
  const isPlain = layout.mode === 'plain';
  const edge: Span = { text: isPlain ? '|' : '│', style: 'border' };
  const body = panel.lines.flatMap((line) => {
    const fitted = fitLines(toSpans(line), width, panel.overflow ?? 'wrap', layout.ellipsis);
    return fitted.map((part): StyledText => {
      const blanks = ' '.repeat(Math.max(0, width - part.width) + 1);
      return [edge, BLANK].concat(part.spans, { text: blanks }, edge);
    });
  });
  return [titleLine(panel, layout), ...body, bottomLine(layout)];
}

function titleLine(panel: Panel, layout: Layout): StyledText {
  const isPlain = layout.mode === 'plain';
  const [left, line, right] = isPlain ? [' ', ' ', ' '] : ['╭', '─', '╮'];
  const room = Math.max(0, layout.width - FRAME_WIDTH);
  const title = titleSpans(panel, room, layout);
  const free = Math.max(0, room - textWidth(plainText(title)));
  const before = panel.titleAlign === 'left' ? 0 : Math.floor(free / 2);
  return [
    { text: left + line + line.repeat(before), style: 'border' },
    ...title,
    { text: line.repeat(free - before) + line + right, style: 'border' },
  ];
}

function titleSpans(panel: Panel, room: number, layout: Layout): readonly Span[] {
  if (panel.title === undefined) return [];
  const title = toSpans(panel.title, 'panel-title');
  return [BLANK, ...cutSpans(title, Math.max(0, room - 2), layout.ellipsis), BLANK];
}

function bottomLine(layout: Layout): StyledText {
  if (layout.mode === 'plain') return ' '.repeat(layout.width);
  return [{ text: `╰${'─'.repeat(Math.max(0, layout.width - 2))}╯`, style: 'border' }];
}
