/** JSON bodies. A small one is parsed at once; a larger one is checked in a thread first. */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { App } from '../context.ts';
import type { Foreign } from '../foreign/foreign.ts';
import { SMALL_TEXT } from '../foreign/is-small.ts';
import { exactIntegers } from '../../workflow/exact-integers.ts';
import { HttpError } from './errors.ts';
import { ReceivedBody } from './received-body.ts';

/** Bytes of all bodies that are received or checked at a time, as a multiple of the most for one. */
const AT_ONCE = 4;

/** @param most bytes of a body. */
export function acceptJson(app: App, foreign: Foreign, most: number): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(
    'application/json',
    jsonParser(app, most, (bytes) => foreign.body(bytes)),
  );
}

/**
 * Reads every body as JSON, whatever type it claims to be, and an empty one as an empty object. Whole numbers that
 * JavaScript cannot hold become texts. Must be called in a scope of its own; forms with files are read as elsewhere.
 * @param most bytes of a body.
 */
export function acceptAnythingAsJson(scope: App, foreign: Foreign, most: number): void {
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser(
    '*',
    jsonParser(scope, most, (bytes) => foreign.json(bytes), { empty: {}, prepare: exactIntegers }),
  );
}

interface Lenient {
  /** The value of an empty body; default: it is refused. */
  readonly empty?: object;
  /** Changes the text of a small body before it is parsed. */
  readonly prepare?: (text: string) => string;
}

/** @param parseLarge parses a body that is not small. */
function jsonParser(
  app: App,
  most: number,
  parseLarge: (bytes: Uint8Array) => Promise<unknown>,
  { empty, prepare = (text) => text }: Lenient = {},
) {
  const parse = app.getDefaultJsonParser('error', 'error');
  const parseNow = (request: FastifyRequest, text: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      void parse(request, text, (error, body) => (error ? reject(error) : resolve(body)));
    });
  let held = 0;
  return async (request: FastifyRequest, payload: IncomingMessage): Promise<unknown> => {
    let own = 0;
    try {
      const bytes = await collect(payload, most, (length) => {
        [own, held] = [own + length, held + length];
        if (own > most) throw new HttpError(413, 'too-large', `The body is too large; the most is ${most} bytes.`);
        if (held > AT_ONCE * most) throw busy();
      });
      if (bytes.length === 0 && empty !== undefined) return empty;
      return await (bytes.length <= SMALL_TEXT
        ? parseNow(request, prepare(bytes.toString('utf8')))
        : parseLarge(bytes));
    } finally {
      held -= own;
    }
  };
}

/**
 * Reads a body to its end. What follows an error is received and dropped, so that the client reads the answer.
 * @param most bytes of a body.
 * @param count is called with the length of every piece; an error it throws is thrown.
 * @throws WorkflowError for a body whose beginning is above a limit.
 */
function collect(payload: IncomingMessage, most: number, count: (length: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = new ReceivedBody(Number(payload.headers['content-length']), most);
    let isOver = false;
    payload.on('data', (piece: Buffer) => {
      if (isOver) return;
      try {
        count(piece.length);
        body.add(piece);
      } catch (error) {
        isOver = true;
        body.drop();
        reject(error);
      }
    });
    payload.once('end', () => {
      if (body.refusal) reject(body.refusal);
      else resolve(body.bytes());
    });
    payload.once('error', reject);
    payload.once('close', () => reject(new HttpError(400, 'aborted', 'The connection ended before the request did.')));
  });
}

function busy(): HttpError {
  return new HttpError(
    503,
    'busy',
    'The server receives too many large requests already. Try again in a few seconds.',
    {
      headers: { 'retry-after': '5' },
    },
  );
}
