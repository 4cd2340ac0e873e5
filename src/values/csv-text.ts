/** A row of comma-separated text. */
export interface CsvRow {
  /** The line it begins in, from 1. */
  readonly line: number;
  /** At least one; without the quotes around them. */
  readonly cells: readonly string[];
}

/** Something that is not as it should be; the text around it could be read all the same. */
export interface CsvProblem {
  /** The place in {@link CsvText.rows} of the row it is in. */
  readonly rowIndex: number;
  readonly cellIndex: number;
  readonly problem: 'quote-not-closed' | 'text-after-quote';
}

export interface CsvText {
  readonly rows: readonly CsvRow[];
  readonly problems: readonly CsvProblem[];
}

/**
 * Parses comma-separated text. Cells in double quotes can have commas, line breaks and, doubled,
 * quotes in them; elsewhere a quote is a character like others, and blanks count. Lines end in LF,
 * CRLF or CR. Lines of blanks are no rows.
 */
export function parseCsv(text: string): CsvText {
  return new CsvReader(text).read();
}

class CsvReader {
  readonly #text: string;
  readonly #rows: CsvRow[] = [];
  readonly #problems: CsvProblem[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  read(): CsvText {
    while (this.#at < this.#text.length) this.#row();
    return { rows: this.#rows, problems: this.#problems };
  }

  #row(): void {
    const start = this.#at;
    const line = this.#line;
    const cells: string[] = [];
    do {
      const isQuoted = this.#text[this.#at] === '"';
      cells.push(isQuoted ? this.#quotedCell(cells.length) : this.#plainText());
    } while (this.#takesComma());
    const isBlank = cells.length === 1 && this.#text.slice(start, this.#at).trim() === '';
    if (!isBlank) this.#rows.push({ line, cells });
    this.#takeLineEnd();
  }

  #plainText(): string {
    const pattern = /[^,\r\n]*/y;
    pattern.lastIndex = this.#at;
    const plain = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += plain.length;
    return plain;
  }

  #quotedCell(cellIndex: number): string {
    const start = this.#at + 1;
    let end = this.#text.indexOf('"', start);
    while (end >= 0 && this.#text[end + 1] === '"') end = this.#text.indexOf('"', end + 2);
    if (end < 0) this.#note('quote-not-closed', cellIndex);
    const quoted = this.#text.slice(start, end < 0 ? undefined : end);
    this.#line += quoted.match(LINE_END)?.length ?? 0;
    this.#at = end < 0 ? this.#text.length : end + 1;
    const rest = this.#plainText();
    if (rest !== '') this.#note('text-after-quote', cellIndex);
    return quoted.replaceAll('""', '"') + rest;
  }

  #note(problem: CsvProblem['problem'], cellIndex: number): void {
    this.#problems.push({ rowIndex: this.#rows.length, cellIndex, problem });
  }

  #takesComma(): boolean {
    if (this.#text[this.#at] !== ',') return false;
    this.#at++;
    return true;
  }

  #takeLineEnd(): void {
    if (this.#at >= this.#text.length) return;
    this.#at += this.#text.startsWith('\r\n', this.#at) ? 2 : 1;
    this.#line++;
  }
}

const LINE_END = /\r\n|\r|\n/g;
