/** HTTP requests to a server of Inkloom. */
import { errorOf, ServerUnreachable } from './server-error.ts';

export interface ServerAddress {
  /** Such as `http://127.0.0.1:4360`, without a slash at the end. */
  readonly server: string;
  /** Undefined for a server that asks for none. */
  readonly token: string | undefined;
}

/** Milliseconds that the server may take to begin its answer. */
const PATIENCE = 60_000;

export interface RequestOptions {
  readonly body?: unknown;
  readonly form?: FormData;
  /** Ends the request with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export class Requests {
  readonly address: ServerAddress;

  constructor(address: ServerAddress) {
    this.address = address;
  }

  /** Headers that let a request in. */
  get access(): Readonly<Record<string, string>> {
    const { token } = this.address;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /**
   * @returns an answer that is a success, with its body not read yet.
   * @throws ServerError, ServerUnreachable, or the reason of the signal.
   */
  async send(method: string, path: string, { body, form, signal }: RequestOptions = {}): Promise<Response> {
    const { server } = this.address;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('it does not answer')), PATIENCE);
    const either = AbortSignal.any(signal ? [signal, late.signal] : [late.signal]);
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      const answer = await fetch(server + path, {
        method,
        headers: { ...this.access, ...json },
        signal: either,
        redirect: 'error',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(form ? { body: form } : {}),
      });
      if (!answer.ok) throw await errorOf(server, answer);
      return answer;
    } catch (error) {
      throw this.#whyNot(error, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The answer's JSON. @throws as {@link send}. */
  async json<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const answer = await this.send(method, path, options);
    try {
      return (await answer.json()) as T;
    } catch (error) {
      throw this.#whyNot(error, options.signal);
    }
  }

  /** The answer's bytes. @throws as {@link send}. */
  async bytes(path: string, options: RequestOptions = {}): Promise<Uint8Array> {
    const answer = await this.send('GET', path, options);
    try {
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      throw this.#whyNot(error, options.signal);
    }
  }

  #whyNot(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    const isOfNetwork = error instanceof TypeError || (error as Partial<Error>).message === 'it does not answer';
    return isOfNetwork ? new ServerUnreachable(this.address.server, error) : error;
  }
}
