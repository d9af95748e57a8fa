/** Logs the requests that are answered: their route, and neither the address, which may name a file, nor its query. */
import type { App } from '../context.ts';

/** Methods that change nothing. */
const READS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Requests that change something or are refused are worth a line; others are details. An answer names its request, so
 * that people can say which one they mean.
 */
export function logRequests(app: App): void {
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async (request, reply) => {
    const { method, id } = request;
    const { statusCode: status } = reply;
    const level = status >= 500 ? 'error' : status >= 400 || !READS.includes(method) ? 'info' : 'debug';
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    app.log[level]({ request: id, method, route: request.routeOptions.url, status, milliseconds }, 'answered');
  });
}
