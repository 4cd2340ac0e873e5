import { printParseErrorCode, visit } from 'jsonc-parser';
import type { JSONVisitor } from 'jsonc-parser';

import { emptyMap, float, integer } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { checkDepth, DataTextError } from './data-text.ts';
import type { ParsedData, Place, Places, ValuePath } from './data-text.ts';

/** Parses JSON with comments and trailing commas, noting `places` when given. Throws {@link DataTextError}. */
export function parseJsonData(text: string, places?: Places): ParsedData {
  const builder = new JsonBuilder(text, places);
  visit(text, builder.visitor(), { allowTrailingComma: true });
  return { value: builder.root, dates: [] };
}

/** A list or map that is not closed yet. `at` is the key or position that its next value gets. */
type OpenContainer =
  | { readonly kind: 'map'; readonly items: Record<string, Value>; at: string }
  | { readonly kind: 'list'; readonly items: Value[]; at: number };

class JsonBuilder {
  readonly #text: string;
  readonly #places: Places | undefined;
  readonly #open: OpenContainer[] = [];
  root: Value = null;

  constructor(text: string, places: Places | undefined) {
    this.#text = text;
    this.#places = places;
  }

  visitor(): JSONVisitor {
    return {
      onObjectBegin: (_offset, _length, line, character) => {
        const items = emptyMap();
        this.#add(items, placeOf(line, character));
        this.#enter({ kind: 'map', items, at: '' }, placeOf(line, character));
      },
      onArrayBegin: (_offset, _length, line, character) => {
        const items: Value[] = [];
        this.#add(items, placeOf(line, character));
        this.#enter({ kind: 'list', items, at: 0 }, placeOf(line, character));
      },
      onObjectEnd: () => void this.#open.pop(),
      onArrayEnd: () => void this.#open.pop(),
      onObjectProperty: (key, _offset, _length, line, character) => {
        this.#startProperty(key, placeOf(line, character));
      },
      onLiteralValue: (value: unknown, offset, length, line, character) => {
        const source = this.#text.slice(offset, offset + length);
        this.#add(literal(value, source), placeOf(line, character));
      },
      onError: (code, _offset, _length, line, character) => {
        const name = printParseErrorCode(code);
        throw new DataTextError(PROBLEMS[name] ?? name, placeOf(line, character));
      },
    };
  }

  #enter(container: OpenContainer, place: Place): void {
    checkDepth(this.#open.length, place);
    this.#open.push(container);
  }

  #startProperty(key: string, place: Place): void {
    const map = this.#open.at(-1);
    if (map?.kind !== 'map') return;
    if (Object.hasOwn(map.items, key)) {
      throw new DataTextError(`The key ${JSON.stringify(key)} is used twice`, place);
    }
    map.at = key;
    this.#places?.addKey(this.#path(), place);
  }

  #add(value: Value, place: Place): void {
    this.#places?.addValue(this.#path(), place);
    const container = this.#open.at(-1);
    if (container === undefined) this.root = value;
    else if (container.kind === 'map') container.items[container.at] = value;
    else {
      container.items.push(value);
      container.at++;
    }
  }

  /** Where the next value goes. A list already counts the item whose inside is being read. */
  #path(): ValuePath {
    const last = this.#open.length - 1;
    return this.#open.map((container, index) =>
      container.kind === 'list' && index < last ? container.at - 1 : container.at,
    );
  }
}

function literal(value: unknown, source: string): Value {
  if (typeof value === 'number') {
    return /[.eE]/.test(source) ? float(value) : integer(source);
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** The parser counts lines and characters from 0. */
function placeOf(line: number, character: number): Place {
  return { line: line + 1, column: character + 1 };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'Expecting a value: this word is not JSON',
  InvalidNumberFormat: 'Invalid number',
  PropertyNameExpected: 'Expecting a property name in double quotes',
  ValueExpected: 'Expecting a value',
  ColonExpected: "Expecting ':'",
  CommaExpected: "Expecting ','",
  CloseBraceExpected: "Expecting '}'",
  CloseBracketExpected: "Expecting ']'",
  EndOfFileExpected: 'Extra text after the end',
  InvalidCommentToken: 'Invalid comment',
  UnexpectedEndOfComment: 'Unterminated comment',
  UnexpectedEndOfString: 'Unterminated string',
  UnexpectedEndOfNumber: 'Invalid number',
  InvalidUnicode: 'Invalid \\u escape in a string',
  InvalidEscapeCharacter: 'Invalid escape in a string',
  InvalidCharacter: 'Control character in a string',
};
