/** What machines ask a server: whether it lives, whether it is ready, and its metrics. Paths are those that all use. */
import { z } from 'zod';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { failures } from '../http/schemas.ts';
import { type GaugeSources, readGauges } from '../metrics/gauges.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';

export interface Probes extends GaugeSources {
  readonly metrics: ServerMetrics;
  /** Whether everybody who reaches the server may read its metrics. */
  readonly isOpen: boolean;
}

export function probeRoutes(app: App, { metrics, isOpen, ...sources }: Probes): void {
  app.get(
    '/health',
    {
      config: { access: 'probe' },
      schema: {
        summary: 'Whether the process lives; needs no token',
        response: { 200: z.object({ status: z.literal('ok') }), ...failures },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/ready',
    {
      config: { access: 'probe' },
      schema: {
        summary: 'Whether the server accepts runs and carries them out, else 503 `not-ready`; needs no token',
        response: { 200: z.object({ status: z.literal('ready') }), ...failures },
      },
    },
    async () => {
      const reasons = await sources.readiness.reasons();
      if (reasons.length > 0) throw new HttpError(503, 'not-ready', `The server is not ready: ${reasons.join(', ')}.`);
      return { status: 'ready' as const };
    },
  );

  app.get(
    '/metrics',
    {
      config: { access: isOpen ? 'probe' : 'operator' },
      schema: { summary: 'Metrics in the text format of Prometheus: docs/operations.md lists them' },
    },
    async (_request, reply) => {
      const { type, text } = await metrics.text((meters) => readGauges(sources, meters));
      return reply.type(type).serializer(String).send(text);
    },
  );
}
