/** Sessions by the bytes of their graphs: graphs of one shape share one. */
import type { OnnxModel } from '../model.ts';
import { Session, type SessionOptions } from '../session.ts';

export class SharedSessions {
  readonly #sessions = new Map<string, Promise<Session>>();

  /** @throws InferenceError as {@link Session.create}. */
  get(
    model: Pick<OnnxModel, 'bytes' | 'device' | 'weightFiles' | 'weightRoot'>,
    options: SessionOptions,
  ): Promise<Session> {
    const { onDevice = [], precision } = options;
    const key = [model.device.name, precision, ...onDevice, Buffer.from(model.bytes).toString('latin1')].join(' ');
    const session = this.#sessions.get(key) ?? Session.create(model, options);
    this.#sessions.set(key, session);
    session.catch(() => this.#sessions.delete(key));
    return session;
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => (await session).release()));
  }
}
