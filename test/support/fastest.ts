/** Times of work, for tests that compare two of them. */

/** Milliseconds of the fastest of three tries. */
export function fastest(work: () => unknown): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}
