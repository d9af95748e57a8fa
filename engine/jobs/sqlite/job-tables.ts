/** The tables of queue, history and events, for checking and restoring a database. */
import type { Row, TableFacts } from './recovery/table-facts.ts';
import { isSealed, markDamaged } from './sealed.ts';

const STATES: readonly unknown[] = ['queued', 'running', 'done', 'failed', 'cancelled'];

export const JOB_TABLES: readonly TableFacts[] = [
  {
    name: 'run',
    title: 'run',
    key: ['number'],
    isRestored: true,
    isSound: (row) => STATES.includes(row['state']) && damagedColumns(row).length === 0,
    repair(row) {
      const known = STATES.includes(row['state']) ? row : withState(row);
      const marked = damagedColumns(known).map((column) => [column, markDamaged(known[column])]);
      return { ...known, ...Object.fromEntries(marked) };
    },
  },
  { name: 'queue_mode', title: '', key: ['id'], isRestored: true, isSound: () => true },
  { name: 'restoration', title: '', key: ['time'], isRestored: true, isSound: () => true },
  // Clients that missed events start over from a snapshot.
  { name: 'event', title: '', key: ['sequence'], isRestored: false, isSound: () => true },
];

/** Columns of JSON that do not hold what was written. */
function damagedColumns(row: Row): string[] {
  const { id, name, document, state, targets, request } = row;
  return [
    ...(isSealed(row['workflow'], id, name, document) ? [] : ['workflow']),
    ...(targets === null || isSealed(targets, id) ? [] : ['targets']),
    ...(request === null || request === undefined || isSealed(request, id) ? [] : ['request']),
    ...['files', 'failures', 'nodes'].filter((column) => !isSealed(row[column], state)),
  ];
}

/**
 * A run of unknown state, with the one its end was written with; else as one that failed, so that it neither waits nor
 * runs for ever.
 */
function withState(row: Row): Row {
  const { nodes } = row;
  const written = STATES.find((state) => typeof nodes === 'string' && nodes.startsWith('#') && isSealed(nodes, state));
  const ended = row['ended'] ?? row['created'] ?? 0;
  return { ...row, state: (written as string | undefined) ?? 'failed', ended, position: null, token: null };
}
