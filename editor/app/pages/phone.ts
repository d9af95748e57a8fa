/** The width below which the page is that of a phone. */

/** CSS pixels. Narrower windows show the form. */
export const PHONE = 700;
