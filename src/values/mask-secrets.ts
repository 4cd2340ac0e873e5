/** What stands in the place of a secret. */
export const MASK = '[masked]';

/** Whether a variable of this name probably holds a secret: by its words, so `TOKENIZERS_PARALLELISM` does not. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase();
  if (SECRET_PARTS.some((part) => upper.includes(part))) return true;
  const words = upper.split(/[^A-Z]+/);
  return words.some(
    (word) => SECRET_WORDS.has(word) || SECRET_ENDS.some((end) => word.endsWith(end)),
  );
}

const SECRET_PARTS: readonly string[] = ['SECRET', 'PASSW', 'PASSPHRASE', 'CREDENTIAL'];

const SECRET_ENDS: readonly string[] = ['TOKEN', 'TOKENS', 'KEY', 'KEYS', 'AUTH', 'COOKIE', 'PWD'];

const SECRET_WORDS: ReadonlySet<string> = new Set('PASS PRIVATE SESSION DSN WEBHOOK'.split(' '));

/** A text without what is a secret by its shape. */
export interface MaskedText {
  readonly text: string;
  /** How many places were masked. */
  readonly count: number;
}

/**
 * Replaces what is a secret by its shape: keys and tokens of known services, signed tokens, passwords
 * in URLs and in headers, tokens and signatures in the query of URLs, private keys, and texts assigned to names such as `password` or `api_key`.
 * Line breaks stay, so a patch keeps its lines.
 */
export function maskSecrets(text: string): MaskedText {
  let count = 0;
  const masked = secretPatterns().reduce(
    (current, pattern) =>
      current.replace(pattern, (found: string, ...parts: unknown[]) => {
        const groups = parts.at(-1) as Readonly<Record<string, string | undefined>> | string;
        const before = typeof groups === 'string' ? '' : (groups['before'] ?? '');
        const secret = found.slice(before.length);
        if (secret.includes(MASK)) return found;
        count++;
        return before + secret.replace(/[^\n]*\n|[^\n]+$/g, maskLine);
      }),
    text,
  );
  return { text: masked, count };
}

/** The mark at the start of a patch's line is not part of the secret. */
function maskLine(line: string, at: number): string {
  const mark = at > 0 ? (/^[-+ ]/.exec(line)?.[0] ?? '') : '';
  return mark + MASK + (line.endsWith('\n') ? '\n' : '');
}

/** A value that is a secret by its shape as a whole, or has one in it. */
export function maskValue(value: string): string {
  // Quick to see in most values, while the patterns take a while to be compiled.
  if (!/(?=[A-Za-z_-]*\d)[\w-]{12}|[@=]/.test(value)) return value;
  return looksRandom(value) ? MASK : maskSecrets(value).text;
}

/** One long word of mixed letters and digits; a path, a version or a list is none. */
function looksRandom(value: string): boolean {
  if (!/^[A-Za-z0-9+_-]{24,}={0,2}$/.test(value)) return false;
  return /\d/.test(value) && /[a-z]/i.test(value) && !/^[a-z]+(?:[-_][a-z\d]+)+$/i.test(value);
}

let patterns: readonly RegExp[] | undefined;

/** Of each pattern the group `before`, if it has one, stays. Compiled when first needed. */
function secretPatterns(): readonly RegExp[] {
  patterns ??= [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=\ndiff --git )|$)/g,
    new RegExp(String.raw`(?<before>^|[^A-Za-z0-9])(?:${SERVICE_TOKENS.join('|')})`, 'g'),
    /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"]{0,256}:)[^\s/@'"]{1,256}(?=@)/gi,
    // In the query of a URL, as those of signed links.
    /(?<before>[?&](?:[\w.-]{0,40}(?:token|signature|secret|passw(?:or)?d|credential|(?:api|access)[-_]?key)|sig)=)[^\s&#"'<>]{6,}/gi,
    /(?<before>\b(?:bearer|basic)\s+)(?=\S*\d)[\w.~+/-]{16,}=*/gi,
    // A name that says what it holds, then a literal. Looser for passwords, which have no shape.
    /(?<before>(?:password|passwd|passphrase|secret)\w{0,32}["']?\s{0,8}[:=]\s{0,8}["'])[^"'\s]{4,}(?=["'])/gi,
    /(?<before>(?:api|access|secret|private|auth|account|encryption|signing)[-_]?key["']?\s{0,8}[:=]\s{0,8}["'])[^"'\s]{8,}(?=["'])/gi,
    /(?<before>token["']?\s{0,8}[:=]\s{0,8}["'])(?=[^"']*\d)[\w.+/=-]{20,}(?=["'])/gi,
    // Without quotes, as in files of variables: names in capitals only, code has others.
    /(?<before>^[-+ ]?\s*(?:export\s+)?[A-Z][A-Z0-9_]{0,64}(?:TOKEN|KEY|SECRET|PASSWORD|PASSWD|CREDENTIALS?)\s*[:=]\s*)[^\s"'$()[\]{}]{6,}$/gm,
  ];
  return patterns;
}

/** What services begin their keys and tokens with. */
const SERVICE_TOKENS: readonly string[] = [
  String.raw`gh[pousr]_\w{20,}`,
  String.raw`github_pat_\w{20,}`,
  String.raw`glpat-[\w-]{16,}`,
  String.raw`xox[abeprs]-[\w-]{10,}`,
  String.raw`sk-[\w-]{16,}`,
  String.raw`[srp]k_(?:live|test)_\w{10,}`,
  String.raw`hf_[A-Za-z0-9]{20,}`,
  String.raw`(?:AKIA|ASIA)[0-9A-Z]{16}`,
  String.raw`AIza[\w-]{30,}`,
  String.raw`ya29\.[\w-]{20,}`,
  String.raw`npm_[A-Za-z0-9]{30,}`,
  String.raw`pypi-[\w-]{30,}`,
  String.raw`dckr_pat_[\w-]{20,}`,
  String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
  String.raw`eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+`,
  String.raw`hooks\.slack\.com/services/[\w/]{16,}`,
];
