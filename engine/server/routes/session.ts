/** Pages give the token of the server once, and get a cookie for it. */
import { z } from 'zod';
import type { App } from '../context.ts';
import { failures, nothing } from '../http/schemas.ts';
import { pageCookie } from '../security/cookie.ts';
import type { SecurityPolicy } from '../security/policy.ts';

export function sessionRoutes(app: App, policy: SecurityPolicy): void {
  const { tokens } = policy;

  app.get(
    '/api/session',
    {
      schema: {
        summary: 'Whether the server asks for a token',
        response: { 200: z.object({ token: z.boolean() }), ...failures },
      },
    },
    async () => ({ token: tokens.length > 0 }),
  );

  app.post(
    '/api/session',
    {
      schema: {
        summary: 'Sets the cookie of a page that gives the token as bearer. Programs need none',
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const given = tokens.find((token) => token === request.holder);
      if (given) reply.header('set-cookie', pageCookie(given.token, policy.origins, request.raw));
      return reply.code(204).send(null);
    },
  );
}
