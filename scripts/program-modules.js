/**
 * Makes a function of every module of the program. What a module imports is evaluated when it is first
 * used, not before: modules have no effects, so nobody can tell but by the time it takes.
 */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

/**
 * @typedef {object} ProgramModule
 * @property {string} name the source file, from the root of the project; for a package, its name
 * @property {readonly number[]} imports modules it imports, and
 * @property {readonly number[]} loads modules it imports on demand, by number
 * @property {string} code a function of `$need`, `$load` and `$require` that returns what the module exports
 */

/**
 * The modules that a source file leads to; it is the first. Packages are one module each, with as much
 * of them as is used.
 * @param {string} root of the project
 * @param {string} entry
 * @param {import('esbuild').BuildOptions} options for packages and texts
 * @returns {Promise<{ modules: readonly ProgramModule[], inputs: readonly string[] }>} with the files of
 *   packages, for their licences
 */
export async function readProgramModules(root, entry, options) {
  const reader = new ModuleReader(root, options);
  reader.numberOf(resolve(root, entry));
  await reader.readAll();
  return { modules: reader.modules, inputs: [...reader.inputs] };
}

class ModuleReader {
  modules = [];
  inputs = new Set();
  #paths = [];
  #root;
  #options;
  #numbers = new Map();
  /** What is used of packages, by their name. */
  #used = new Map();

  constructor(root, options) {
    this.#root = root;
    this.#options = options;
  }

  numberOf(path) {
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    this.#numbers.set(path, this.#paths.length);
    return this.#paths.push(path) - 1;
  }

  /** Sources first: they tell what is used of packages. */
  async readAll() {
    const others = [];
    for (let number = 0; number < this.#paths.length; number += 1) {
      const path = this.#paths[number];
      if (!/^\/.*\.ts$/.test(path)) others.push(number);
      else this.modules[number] = await this.#source(path);
    }
    for (const number of others) this.modules[number] = await this.#other(this.#paths[number]);
  }

  async #source(path) {
    const { code } = await transform(readFileSync(path, 'utf8'), {
      loader: 'ts',
      format: 'cjs',
      target: this.#options.target,
      define: this.#options.define,
      legalComments: 'none',
    });
    return { name: relative(this.#root, path), ...this.#moduleFunction(code, dirname(path)) };
  }

  /** What esbuild makes a CommonJS module of: one that looks up what it imports where it uses it. */
  #moduleFunction(code, folder) {
    const imports = [];
    const loads = [];
    const variables = new Map();
    let exported = '';
    let body = code
      .replace(/^[\s\S]*?^module\.exports = __toCommonJS\(\w+\);$/m, (head) => {
        const list = /__export\(\w+, \{([^}]*)\}\);/.exec(head)?.[1] ?? '';
        exported = `return {${list.replaceAll(': () => ', ': ')}};`;
        return '';
      })
      .replace(
        /^var (import_\w+) = (?:__toESM\()?require\("([^"]+)"\)(?:, 1)?\)?;$/gm,
        (_, variable, source) => {
          variables.set(variable, source);
          return '';
        },
      )
      .replaceAll(/\bimport\("(\.[^"]+)"\)/g, (_, source) => {
        const number = this.numberOf(resolve(folder, source));
        loads.push(number);
        return `$load(${number})`;
      });
    body += exported;
    for (const [variable, source] of variables) {
      const found = this.#importOf(source, folder, body, variable);
      if (typeof found === 'number') imports.push(found);
      const value = typeof found === 'number' ? `$need(${found})` : `$require("${source}")`;
      body = body.replaceAll(new RegExp(`\\b${variable}\\b`, 'g'), `(${variable} ??= ${value})`);
    }
    if (/^var \w+ = .*\brequire\(|\b__(?:toESM|export|reExport)\b/m.test(body)) {
      throw new Error(`a module imports in another form:\n${body.slice(0, 2000)}`);
    }
    const declared = variables.size > 0 ? `let ${[...variables.keys()].join(', ')};\n` : '';
    return {
      imports,
      loads,
      code: `($need, $load, $require) => {\n${declared}${body}\n}`,
    };
  }

  /** The number of an imported module; undefined for one of Node.js. */
  #importOf(source, folder, body, variable) {
    if (isBuiltin(source)) return undefined;
    if (source.startsWith('.')) return this.numberOf(resolve(folder, source));
    const used = this.#used.get(source) ?? new Set();
    this.#used.set(source, used);
    const uses = body.matchAll(new RegExp(`\\b${variable}\\b(?:\\.(\\w+))?`, 'g'));
    for (const [use, name] of uses) {
      if (name === undefined) throw new Error(`${use}: all of ${source} is imported`);
      used.add(name);
    }
    return this.numberOf(source);
  }

  /** A text, or a package. */
  async #other(path) {
    const used = this.#used.get(path);
    const names = used === undefined ? 'default' : [...used].join(', ');
    const { outputFiles, metafile } = await build({
      ...this.#options,
      write: false,
      stdin: {
        contents: `export { ${names} } from ${JSON.stringify(path)};`,
        resolveDir: this.#root,
      },
    });
    for (const input of Object.keys(metafile.inputs)) this.inputs.add(input);
    const body = outputFiles[0].text.replace(/^export \{([^}]*)\};$/m, (_, list) => {
      const pairs = list.split(',').map((pair) => pair.trim().split(' as '));
      return `return { ${pairs.map(([own, name = own]) => `${name}: ${own}`).join(', ')} };`;
    });
    return { name: path, imports: [], loads: [], code: `() => {\n${body}\n}` };
  }
}
