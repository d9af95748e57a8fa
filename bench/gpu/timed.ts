/** Times of a run: the first, which compiles shaders and uploads weights, and the fastest of those after it. */

export interface Times {
  readonly first: number;
  readonly warm: number;
}

/** In seconds. @param run must wait for the device. */
export async function timed(runs: number, run: () => Promise<unknown>): Promise<Times> {
  const seconds = async (): Promise<number> => {
    const begun = performance.now();
    await run();
    return (performance.now() - begun) / 1000;
  };
  const first = await seconds();
  let warm = Infinity;
  for (let i = 0; i < runs; i += 1) warm = Math.min(warm, await seconds());
  return { first, warm };
}
