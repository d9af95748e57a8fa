/** The servers that a worker hears of, and what they offer. */
import { FLEET_PROTOCOL, type Offer, type ServerSign } from '../fleet-protocol.ts';

/** Milliseconds for which the offers of a server that is gone stand: its jobs wait on the queue meanwhile. */
const REMEMBERED = 600_000;

export interface ServersOptions {
  /** Of Inkloom, on this machine. */
  readonly version: string;
  readonly say: (message: string) => void;
  /** Called when an offer may be new. */
  readonly onOffers: () => void;
}

export class Servers {
  readonly #options: ServersOptions;
  readonly #signs = new Map<string, { readonly sign: ServerSign; readonly heard: number }>();
  /** Ids of servers whose version was complained of. */
  readonly #told = new Set<string>();

  constructor(options: ServersOptions) {
    this.#options = options;
  }

  hear(sign: ServerSign): void {
    const { version, say, onOffers } = this.#options;
    if (sign.protocol !== FLEET_PROTOCOL || sign.version !== version) {
      this.#signs.delete(sign.id);
      if (!this.#told.has(sign.id))
        say(
          `A server of this queue runs Inkloom ${sign.version}, and this worker runs ${version}, so it gets none of ` +
            'its runs: their results could differ. Install the same version on both.',
        );
      this.#told.add(sign.id);
      return;
    }
    this.#told.delete(sign.id);
    this.#signs.set(sign.id, { sign, heard: Date.now() });
    if (sign.offers.length > 0) onOffers();
  }

  /** The offers of all servers, each with the time that it has waited by now. */
  offers(): readonly Offer[] {
    const now = Date.now();
    return [...this.#signs].flatMap(([id, { sign, heard }]) => {
      if (now - heard > REMEMBERED) this.#signs.delete(id);
      return sign.offers.map((offer) => ({ ...offer, waited: offer.waited + now - heard }));
    });
  }
}
