/** The description of the interface: the schemas of the routes, and uploads, whose bodies no schema checks. */
import type { SwaggerTransform } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The field of a form that holds the file its requests bring along. */
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
