/** Fields of bodies. Clients leave bodies out, send lists as single values, and send fields nobody reads. */
import { isRecord } from '../../../workflow/import/is-record.ts';

export function isTrue(body: unknown, field: string): boolean {
  return isRecord(body) && Boolean(body[field]);
}

/** The ids in a field, also where it holds a single one. */
export function idsIn(body: unknown, field: string): readonly string[] {
  const given = isRecord(body) ? (body[field] ?? []) : [];
  return (Array.isArray(given) ? given : [given]).filter((id) => typeof id === 'string');
}
