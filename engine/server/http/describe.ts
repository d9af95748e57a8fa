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
