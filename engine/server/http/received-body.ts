/** The body of a request while it is received: held once, and not at all when it will be refused. */
import { freeMemory } from '../../../inference/index.ts';
import { checkText } from '../../workflow/limits.ts';

/** Bytes after which the values of a body are counted: 3 ms, and more than the most values need. */
const LOOKED_AT = 2 ** 20;

export class ReceivedBody {
  /** Where the head names the length, pieces go straight to their place. */
  #whole: Buffer | undefined;
  readonly #pieces: Buffer[] = [];
  #received = 0;
  #isHeld: boolean;
  #refusal: Error | undefined;

  /**
   * @param named bytes that the head of the request names; NaN when it names none.
   * @param most bytes of a body. A larger one is not held: its reader refuses it.
   */
  constructor(named: number, most: number) {
    this.#isHeld = !(named > most);
    if (named <= most) this.#whole = Buffer.allocUnsafeSlow(named);
  }

  /** Why the body cannot be read, as far as its beginning tells. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  add(piece: Buffer): void {
    const before = this.#received;
    this.#received += piece.length;
    if (!this.#isHeld) return;
    if (this.#whole) piece.copy(this.#whole, before);
    else this.#pieces.push(piece);
    if (before < LOOKED_AT && this.#received >= LOOKED_AT) this.#look();
  }

  bytes(): Buffer {
    return this.#whole?.subarray(0, this.#received) ?? Buffer.concat(this.#pieces);
  }

  /** Gives its memory back. What is added later is not held. */
  drop(): void {
    this.#isHeld = false;
    this.#pieces.length = 0;
    freeMemory(this.#whole);
    this.#whole = undefined;
  }

  #look(): void {
    try {
      checkText(this.bytes(), 'The body', { nodes: Infinity });
    } catch (error) {
      this.#refusal = error as Error;
      this.drop();
    }
  }
}
