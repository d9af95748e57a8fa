/** Starts a thread from a module of this package. */
import { Worker } from 'node:worker_threads';

/** A thread. The types name nothing of Node, because they are part of the package's own types. */
export interface Thread {
  postMessage(message: unknown, transferred?: readonly ArrayBuffer[]): void;
  /** `message` with the message, `error` with the error, `exit` with the code. */
  on(event: string, listener: (value: never) => void): unknown;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

export interface ThreadOptions {
  readonly workerData?: unknown;
  readonly resourceLimits?: { readonly maxOldGenerationSizeMb?: number; readonly maxYoungGenerationSizeMb?: number };
}

/**
 * Starts the compiled file or, in a checkout, the source: threads of Node 20 take no `--import`.
 * @param module of the package, without its extension, such as `new URL('./worker', import.meta.url)`.
 */
export function startThread(module: URL, options: ThreadOptions = {}): Thread {
  return started(module, options) as unknown as Thread;
}

function started(module: URL, options: ThreadOptions): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(`${module.href}${isSource ? '.ts' : '.js'}`);
  const { typescript } = process.features as { readonly typescript?: unknown };
  if (!isSource || typescript) return new Worker(file, options);
  const loader = import.meta.resolve('tsx/esm/api');
  return new Worker(
    `import(${JSON.stringify(loader)})
      .then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`,
    { ...options, eval: true },
  );
}
