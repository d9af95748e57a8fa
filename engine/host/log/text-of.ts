/** A line of the log for people: `2026-11-30T20:50:00.000Z info run done, run=V1StGXR8 seconds=12.4`. */

/** Fields that stand at the beginning, or say again what the message says. */
const AT_FRONT = new Set(['time', 'level', 'msg', 'kind']);

/** @param line JSON, as pino writes it. */
export function textOf(line: string): string {
  const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const rest = Object.entries(fields).flatMap(([name, value]) =>
    AT_FRONT.has(name) || value === fields['msg'] ? [] : [`${name}=${wordOf(value)}`],
  );
  const head = [fields['time'], fields['level'], fields['msg']].join(' ');
  return `${rest.length === 0 ? head : `${head}, ${rest.join(' ')}`}\n`;
}

function wordOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
