/** Starts a thread from a module of this package. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the compiled file or, in a checkout, the source: threads of Node 20 take no `--import`.
 * @param module of the package, without its extension, such as `new URL('./worker', import.meta.url)`.
 */
export function startThread(module: URL, options: Omit<WorkerOptions, 'eval'> = {}): Worker {
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
