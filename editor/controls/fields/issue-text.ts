/** What is wrong with an input, for people who look at it: its node and name need not be said. */

/** A message without "Node ..., input ...:" before it, beginning with a capital. */
export function sentenceOf(message: string): string {
  const rest = message.replace(/^Node "[^"]*"(, input "[^"]*")?: /, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
