/**
 * Makes the pictures of docs/pictures anew, from the program itself: runs of examples/iris in a copy of
 * it, their list and one of them as a terminal shows them. `node scripts/pictures.js`, after a build.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs', 'pictures');

const COLUMNS = 90;
const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;

/** Colours of a dark terminal for what the program sends. */
const COLORS = new Map([
  ['0', '#d5d8de'],
  ['1', '#ffffff'],
  ['2', '#8b93a1'],
  ['93', '#f0d264'],
  ['38;5;28', '#4cb564'],
  ['38;5;51', '#5fd7e5'],
]);

const home = mkdtempSync(join(tmpdir(), 'gage-pictures-'));
const folder = join(home, 'iris');
try {
  cpSync(join(root, 'examples', 'iris'), folder, {
    recursive: true,
    filter: (path) => !/\.gage/.test(path),
  });
  for (const epochs of [10, 30, 60]) {
    gage('run', `epochs=${epochs}`, '--label', `${epochs} epochs`, '-y', '--quiet');
  }
  mkdirSync(pictures, { recursive: true });
  draw('list.svg', 'list');
  draw('show.svg', 'show', '--limit-files', '3');
} finally {
  rmSync(home, { recursive: true, force: true });
}

function gage(...args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin', 'gage.js'), ...args],
    {
      cwd: folder,
      env: {
        ...process.env,
        HOME: home,
        TERM: 'xterm',
        FORCE_COLOR: '1',
        COLUMNS: String(COLUMNS),
      },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function draw(name, ...args) {
  const lines = [
    `\u001b[1m$ gage ${args.join(' ')}\u001b[0m`,
    ...gage(...args)
      .trimEnd()
      .split('\n'),
  ];
  const width = Math.round(COLUMNS * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const texts = lines.flatMap((line, row) => spansOf(line).map((span) => textOf(span, row)));
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="#1c2027"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ];
  writeFileSync(join(pictures, name), svg.join('\n'));
}

/** The parts of a line with their colours and the columns they begin at. */
function spansOf(line) {
  const spans = [];
  let column = 0;
  let color = '0';
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    const code = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (code !== undefined) color = code;
    else if (part !== '') {
      spans.push({ text: part, column, color: COLORS.get(color) ?? COLORS.get('0') });
      column += part.length;
    }
  }
  return spans.filter(({ text }) => text.trim() !== '');
}

/** Of a fixed length, so that a font of another width leaves the frames in place. */
function textOf({ text, column, color }, row) {
  const x = (MARGIN + column * CELL.width).toFixed(1);
  const y = MARGIN + (row + 0.75) * CELL.height;
  const length = (text.length * CELL.width).toFixed(1);
  // Several blanks would be one.
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0');
  return `<text x="${x}" y="${y}" fill="${color}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped}</text>`;
}
