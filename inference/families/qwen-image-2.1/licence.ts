/** The licence of the weights of Qwen-Image-2.1 and Turbo: said wherever they are offered, and when they are run. */

export const LICENCE = 'Qwen Research License: non-commercial use only';

/** Notes for the user as one, that on the licence last. */
export function withLicence(...notes: readonly (string | undefined)[]): string {
  const known = notes.filter((note) => note !== undefined);
  return [...known, `The weights of Qwen-Image-2.1 are under the ${LICENCE}`].join('. ');
}
