/**
 * Directories that tools make and can make again: version control, installed packages, caches. They
 * are entered only for a pattern that spells them out.
 */
export function isToolDirectory(name: string): boolean {
  return TOOL_DIRECTORIES.has(name);
}

const TOOL_DIRECTORIES: ReadonlySet<string> = new Set(
  (
    '.git .hg .svn .bzr .jj node_modules __pycache__ .venv .virtualenv .cache .mypy_cache .pytest_cache ' +
    '.ruff_cache .ipynb_checkpoints .tox .nox .hypothesis .eggs .pixi .direnv .gradle .terraform ' +
    '.parcel-cache .nyc_output'
  ).split(' '),
);

/**
 * Files of which the presence makes a directory a virtual environment: Python's own, from its
 * beginning on, on every system, and conda's.
 */
export const VIRTUAL_ENVIRONMENT_MARKS: readonly string[] = [
  'pyvenv.cfg',
  'bin/activate',
  'Scripts/activate',
  'conda-meta/history',
];

/** Whether a file of this name probably holds passwords, tokens or private keys. */
export function isLikelySecret(name: string): boolean {
  const lower = name.toLowerCase();
  if (!MAY_BE_SECRET.test(lower)) return false;
  if (/^\.env(?:\..*)?$/.test(lower))
    return !/\.(?:example|sample|template|dist|schema)$/.test(lower);
  if (/^id_(?:rsa|dsa|ecdsa|ed25519)/.test(lower)) return !lower.endsWith('.pub');
  return SECRET_NAMES.has(lower) || /\.(?:pem|key|p12|pfx|keystore|jks|ppk)$/.test(lower);
}

/** How all such names begin or end: most others are told by one look. */
const MAY_BE_SECRET =
  /^(?:[._]|id_|credentials|client_|service|secrets)|\.(?:pem|key|p12|pfx|keystore|jks|ppk)$/;

const SECRET_NAMES: ReadonlySet<string> = new Set(
  (
    '.envrc .netrc _netrc .npmrc .pypirc .pgpass .htpasswd .git-credentials credentials credentials.json ' +
    'client_secret.json client_secrets.json service-account.json service_account.json ' +
    'secrets.json secrets.yaml secrets.yml secrets.toml'
  ).split(' '),
);
