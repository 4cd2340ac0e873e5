import { fail } from '../failures/failures.ts';
import { formatPythonString } from '../values/python-text.ts';

/** Which operation a run is of: the name of its project, the operation's name, and its version if it has one. */
export class OpRef {
  readonly namespace: string;
  readonly name: string;
  readonly version: string | undefined;

  constructor(namespace: string, name: string, version?: string) {
    this.namespace = namespace;
    this.name = name;
    this.version = version === '' ? undefined : version;
  }
}

/** Whether namespace, name and version are all the same; no version is a value of its own. */
export function sameOperation(a: OpRef, b: OpRef): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.version === b.version;
}

/** The one line stored in a run's `opref` file. Fails with `invalid-operation-reference`. */
export function formatOpRef(opref: OpRef): string {
  checkPart('namespace (op_ns)', opref.namespace);
  checkPart('name (op_name)', opref.name);
  if (opref.version === undefined) return `2 ${opref.namespace} ${opref.name}`;
  if (/\s/.test(opref.version)) {
    fail({
      reason: 'invalid-operation-reference',
      problem: 'opref version (op_version) cannot contain spaces',
    });
  }
  return `2 ${opref.namespace} ${opref.name} ${opref.version}`;
}

/** Any white space would make the line unreadable, not only U+0020. */
function checkPart(part: string, text: string): void {
  if (text === '') {
    fail({ reason: 'invalid-operation-reference', problem: `opref ${part} cannot be empty` });
  }
  if (/\s/.test(text)) {
    fail({ reason: 'invalid-operation-reference', problem: `opref ${part} cannot contain spaces` });
  }
}

/** Reads the content of an `opref` file, of schema 1 (no version) or 2. Fails with `invalid-operation-reference`. */
export function parseOpRef(text: string): OpRef {
  const [schema = '', ...parts] = text.trimEnd().split(' ');
  if (schema !== '1' && schema !== '2' && parts.length > 0) {
    const problem = `unsupported opref schema: ${formatPythonString(text)}`;
    fail({ reason: 'invalid-operation-reference', problem });
  }
  const [namespace = '', name = '', version] = parts;
  const maxParts = schema === '1' ? 2 : 3;
  if (
    schema === '' ||
    parts.length > maxParts ||
    namespace === '' ||
    name === '' ||
    version === ''
  ) {
    const problem = `invalid opref encoding: ${formatPythonString(text)}`;
    fail({ reason: 'invalid-operation-reference', problem });
  }
  return new OpRef(namespace, name, version);
}
