/** Describes routes for /api/openapi.json: their schemas, and uploads, whose bodies have no schema. */
import type { SwaggerTransform } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The form field that holds the uploaded file. */
    upload?: string;
  }
}

export const describeRoute: SwaggerTransform = (input) => {
  const described = jsonSchemaTransform(input);
  const { upload } = input.route.config ?? {};
  if (upload === undefined) return described;
  const body = { type: 'object', properties: { [upload]: { type: 'string', format: 'binary' } }, required: [upload] };
  return { ...described, schema: { ...described.schema, consumes: ['multipart/form-data'], body } };
};

/** How programs give the token of the server. Pages of the editor have a cookie. No address holds the token. */
export function describeAccess() {
  const bearer = {
    type: 'http' as const,
    scheme: 'bearer',
    description:
      'The token the server was started with, also for pictures and for the WebSocket at /api/live. A token in an ' +
      'address (?token=) is refused with 401 token-in-address; only the page of the editor takes one, at /?token=, ' +
      'and exchanges it for a cookie.',
  };
  return { security: [{ bearer: [] }], components: { securitySchemes: { bearer } } };
}
