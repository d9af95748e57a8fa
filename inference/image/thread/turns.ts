/** Work that takes much memory, done one piece after another. */

/** @returns a function that starts each work it is given when the one before has ended. */
export function takingTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    // Holds no result: it may be a large picture.
    last = result.then(ignore, ignore);
    return result;
  };
}

const ignore = (): void => {};
