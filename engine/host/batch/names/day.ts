/** Days as names have them. */

/** The day of a time in ISO 8601, or today, as `2026-11-30` on the clock of this machine. */
export function dayOf(time?: string): string {
  const day = time === undefined ? new Date() : new Date(time);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((number) => String(number).padStart(2, '0'));
  return `${day.getFullYear()}-${month}-${date}`;
}
