/** Services: things a node may use besides its inputs. The CLI, the server or a script gives them to the engine. */

export interface ServiceToken<S> {
  readonly name: string;
  /** Never set; carries the TypeScript type of the service. */
  readonly service?: S;
}

export function serviceToken<S>(name: string): ServiceToken<S> {
  return { name };
}

export class Services {
  readonly #byToken = new Map<ServiceToken<unknown>, unknown>();

  provide<S>(token: ServiceToken<S>, service: S): this {
    this.#byToken.set(token, service);
    return this;
  }

  /** The same services, with another one under a token. */
  with<S>(token: ServiceToken<S>, service: S): Services {
    const copy = new Services();
    for (const [known, value] of this.#byToken) copy.provide(known, value);
    return copy.provide(token, service);
  }

  /** @throws Error that names the missing service. */
  use<S>(token: ServiceToken<S>): S {
    if (!this.#byToken.has(token)) throw new Error(`This engine was created without the service "${token.name}"`);
    return this.#byToken.get(token) as S;
  }
}
