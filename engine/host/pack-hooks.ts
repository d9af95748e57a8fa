/**
 * How modules of node packs are found and read, for Node's module loader: `inkloom` is the running Inkloom wherever the
 * pack lies, so that a pack needs no installation of its own and shares sockets and services with the program; and
 * TypeScript loses its types where Node cannot read it. Node may run this file in a thread of its own.
 */
import { readFileSync } from 'node:fs';
import { createRequire, type LoadFnOutput, type LoadHookContext, type ResolveHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Compiler from '@swc/wasm-typescript';

export interface PackHookSettings {
  /** URL of the module that `inkloom` stands for. */
  readonly index: string;
  /** URL of Inkloom's folder, with a slash at its end. Its own TypeScript is left to the loader that runs it. */
  readonly root: string;
}

const NAME = 'inkloom';
/** Loaded with the first TypeScript. */
const COMPILER = '@swc/wasm-typescript';
let settings: PackHookSettings | undefined;

export function initialize(given: PackHookSettings): void {
  settings = given;
}

/** Works for hooks in this thread, whose `next` answers at once, and for those in a thread of their own. */
export function resolve<T>(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: ResolveHookContext) => T,
): T {
  if (settings && specifier === NAME) return next(settings.index, context);
  // A package may import itself by name.
  if (settings && specifier.startsWith(`${NAME}/`)) return next(specifier, { ...context, parentURL: settings.root });
  return next(specifier, context);
}

export function load<T>(
  url: string,
  context: LoadHookContext,
  next: (url: string, context?: LoadHookContext) => T,
): T | LoadFnOutput {
  if (!isTypeScript(url)) return next(url, context);
  return { format: 'module', source: withoutTypes(fileURLToPath(url)), shortCircuit: true };
}

/** Of a pack, on a Node that cannot read it by itself (before 22.18). */
function isTypeScript(url: string): boolean {
  const { typescript } = process.features as { readonly typescript?: unknown };
  return !typescript && /^file:.*\.m?ts$/.test(url) && settings !== undefined && !url.startsWith(settings.root);
}

/** The value the compiler throws: not an Error, but its parts. */
interface Refused {
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/**
 * Blanks out types; lines and columns stay.
 * @throws SyntaxError for what blanking out cannot do, such as `enum`. Newer versions of Node refuse the same.
 */
function withoutTypes(path: string): string {
  const { transformSync } = createRequire(import.meta.url)(COMPILER) as typeof Compiler;
  try {
    return transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', module: true, filename: path }).code;
  } catch (cause) {
    const { message, startLine, startColumn } = cause as Refused;
    throw new SyntaxError(`${path}:${startLine}:${startColumn + 1}: ${message}`, { cause });
  }
}
