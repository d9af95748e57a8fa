/** A job as a stream of events: its status, its progress and its outputs, each when it changes. */
import { setTimeout } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { OVER, type V2Job } from './job.ts';

/** Milliseconds between two looks at the job. */
const PAUSE = 500;
/** Looks after which a client hears something, whatever happens: it gives up after 45 s of silence. */
const SILENT = 30;

/** Ends with the job, or when the client goes away. @param look throws when the job was removed. */
export function sendEvents(reply: FastifyReply, look: () => Promise<V2Job>): void {
  reply.hijack();
  const { raw } = reply;
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
  raw.writeHead(200, headers as Record<string, string>);
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  const send = (event: string, data: unknown): void => {
    raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  void follow(look, send, () => raw.write(': still here\n\n'), gone.signal)
    .catch(() => {})
    .finally(() => raw.end());
}

async function follow(
  look: () => Promise<V2Job>,
  send: (event: string, data: unknown) => void,
  keepAlive: () => void,
  signal: AbortSignal,
): Promise<void> {
  const sent = new Map<string, string>();
  const sendChanged = (kind: string, data: unknown, event = kind): void => {
    const text = JSON.stringify(data);
    if (sent.get(kind) !== text) send(event, data);
    sent.set(kind, text);
  };
  for (let looks = 1; !signal.aborted; looks++) {
    const job = await look();
    for (const [index, output] of job.outputs.entries()) sendChanged(`output ${index}`, output, 'output');
    if (job.progress) sendChanged('progress', job.progress);
    sendChanged('status', { status: job.status, queue_position: job.queue_position });
    if (OVER.includes(job.status)) return;
    if (looks % SILENT === 0) keepAlive();
    await setTimeout(PAUSE, undefined, { signal, ref: false });
  }
}
