/** The values of E2M1: 1 sign, 2 exponent (bias 1) and 1 fraction bit. Source: OCP Microscaling (MX) Specification. */

/** Twice the value of each code: integers, so that zero has no sign. */
export const DOUBLED_E2M1: Int8Array = Int8Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);
