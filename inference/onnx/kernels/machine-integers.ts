/** The kernels for integers within one process: asked for often, and measured again when that is worthwhile. */
import type { ChooseOptions, IntegerChoice } from './choose-integers.ts';

type Choose = (options: Pick<ChooseOptions, 'again'>) => Promise<IntegerChoice>;

/** Milliseconds for which a busy machine is taken to stay busy. */
const BUSY = 60_000;

export class MachineIntegers {
  readonly #choose: Choose;
  readonly #now: () => number;
  #choice: Promise<IntegerChoice> | undefined;
  /** When the choice expires; never for one of a calm machine. */
  #expires = Infinity;

  /** @param choose see `chooseIntegers`. @param now the time in milliseconds. */
  constructor(choose: Choose, now: () => number = () => performance.now()) {
    this.#choose = choose;
    this.#now = now;
  }

  /** @param again whether the machine is measured in any case. */
  get({ again = false }: Pick<ChooseOptions, 'again'> = {}): Promise<IntegerChoice> {
    if (again || this.#now() >= this.#expires) this.#choice = undefined;
    return (this.#choice ??= this.#chosen(again));
  }

  async #chosen(again: boolean): Promise<IntegerChoice> {
    this.#expires = Infinity;
    try {
      const choice = await this.#choose({ again });
      if (!choice.isSteady) this.#expires = this.#now() + BUSY;
      return choice;
    } catch (error) {
      this.#expires = -Infinity;
      throw error;
    }
  }
}
