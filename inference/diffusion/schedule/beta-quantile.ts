/**
 * Quantiles of the beta distribution of 0.6 and 0.6, by bisection of its distribution function. That function is the
 * regularised incomplete beta integral, here as its series in x (NIST Digital Library of Mathematical Functions,
 * 8.17.7 with 15.2.1).
 */

const SHAPE = 0.6;
/** B(0.6, 0.6), the integral over [0, 1]: Gamma(0.6)^2 / Gamma(1.2). */
const WHOLE = 2.4153442080024714;
const HALVINGS = 60;

/** The share below x, for x of at most one half. */
function shareBelow(x: number): number {
  let [term, sum] = [1, 1 / SHAPE];
  for (let n = 1; term > 1e-18; n += 1) {
    term *= ((n - SHAPE) / n) * x;
    sum += term / (SHAPE + n);
  }
  return (x ** SHAPE * sum) / WHOLE;
}

/** The x below which a share of the distribution lies; symmetric about one half. @param share in [0, 1]. */
export function betaQuantile(share: number): number {
  if (share === 0.5) return 0.5;
  if (share > 0.5) return 1 - betaQuantile(1 - share);
  let [low, high] = [0, 0.5];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (low + high) / 2;
    if (shareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
