/** The line of the log for what happens at a node, if it is worth one. */
import type { LogBody, LogLevel, RunEventBody } from '../../protocol/index.ts';

/** Seconds. A node that took less is no line of the log. */
const WORTH_SAYING = 0.1;

export interface NodeEntry {
  readonly level: LogLevel;
  readonly body: LogBody;
}

export function nodeEntry(event: RunEventBody): NodeEntry | undefined {
  if (event.type === 'node-note')
    return { level: 'warning', body: { kind: 'node-note', node: event.node, text: event.message } };
  if (event.type === 'node-failed')
    return { level: 'error', body: { kind: 'node-failed', node: event.node, text: event.failure.message } };
  if (event.type === 'node-done' && event.origin === 'executed' && event.seconds >= WORTH_SAYING)
    return { level: 'detail', body: { kind: 'node-done', node: event.node, seconds: event.seconds } };
  return undefined;
}
