/**
 * Memory of a device, counted by what is put there: drivers tell little, and what they tell differs. Components come
 * and go in turn: one that works asks for room, and those used longest ago leave.
 */
import { InferenceError } from '../../errors.ts';

/** A component with weights on the device. */
export interface Tenant {
  /** Bytes of weights that it keeps there. */
  readonly held: number;
  /** Takes its weights off the device. It brings them back when it works again. */
  leave(): Promise<void>;
}

export class DeviceMemory {
  #limit: number;
  #used = 0;
  #peak = 0;
  /** Insertion order is order of use. */
  readonly #tenants = new Set<Tenant>();

  /** @param limit bytes that may be used; default: whatever is asked for. */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Bytes on the device now. */
  get used(): number {
    return this.#used;
  }

  /** The most bytes that were on the device at once, since the limit was set. */
  get peak(): number {
    return this.#peak;
  }

  /** Counts bytes that come, or go when negative. */
  count(bytes: number): void {
    this.#used += bytes;
    this.#peak = Math.max(this.#peak, this.#used);
  }

  /**
   * Makes room for a tenant that is about to work.
   * @param wanted bytes with which it works best, including those it holds.
   * @param least bytes with which it works.
   * @returns bytes that it may use, including those it holds.
   * @throws InferenceError `out-of-memory` when even the least does not fit.
   */
  async room(tenant: Tenant, wanted: number, least: number): Promise<number> {
    if (least > this.#limit) throw tooSmall(least, this.#limit);
    this.#tenants.delete(tenant);
    let others = [...this.#tenants].reduce((sum, { held }) => sum + held, 0);
    for (const other of this.#tenants) {
      if (others + wanted <= this.#limit) break;
      others -= other.held;
      await other.leave();
      this.#tenants.delete(other);
    }
    this.#tenants.add(tenant);
    return this.#limit - others;
  }

  /** Forgets a tenant that is released. */
  forget(tenant: Tenant): void {
    this.#tenants.delete(tenant);
  }

  /** Takes everything off the device, and allows less from now on. */
  async lower(limit: number): Promise<void> {
    this.#limit = limit;
    for (const tenant of this.#tenants) await tenant.leave();
    this.#tenants.clear();
    this.#peak = this.#used;
  }
}

function tooSmall(least: number, limit: number): InferenceError {
  return new InferenceError(
    'out-of-memory',
    `Not enough memory on the device: one block and its values take ${mebibytes(least)}, ` +
      `and ${mebibytes(limit)} may be used. Allow more (--vram), or make the picture smaller.`,
    { field: 'vram', expected: `at least ${mebibytes(least)}`, received: mebibytes(limit) },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
