/** What is settled for components, and asked of the machine once in the life of a client. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FamilyRegistry } from '../../families/registry.ts';
import type { ComponentRef, SettledComponent } from '../../families/requests.ts';
import type { IntegerChoice } from '../../onnx/kernels/choose-integers.ts';
import type { DeviceName } from '../../onnx/devices/names.ts';
import type { Pending } from '../pending.ts';
import type { Protocol, RuntimeSettings } from '../protocol.ts';
import { chooseDevice, type DeviceChoice, type DeviceFacts, reportOf, SYSTEM_FACTS } from './choose-device.ts';
import { namesDevice, onProcessor } from './on-processor.ts';
import { settleComponent } from './settle.ts';

/** Asks the inference process. */
type Ask = <O extends 'integers' | 'status' | 'testDevice'>(
  operation: O,
  request: Protocol[O]['request'],
  options?: { readonly signal?: AbortSignal },
) => Promise<Protocol[O]['reply']>;

type Tell = (sentence: string) => void;

/** Milliseconds for the test of one device: drivers compile shaders in it, and one that hangs must not stop a run. */
const PATIENCE = 60_000;

export interface SettlerOptions {
  readonly settings: RuntimeSettings;
  readonly families: FamilyRegistry;
  readonly ask: Ask;
  /** Called with a sentence for the operator: which device was chosen or given up, and why. */
  readonly tell: Tell;
  /** Default: those of this system. */
  readonly facts?: DeviceFacts;
}

export class Settler {
  readonly #settings: RuntimeSettings;
  readonly #families: FamilyRegistry;
  readonly #ask: Ask;
  readonly #tell: Tell;
  readonly #facts: DeviceFacts;
  /** By folder and digest. */
  readonly #settled = new Map<string, Promise<SettledComponent>>();
  #integers: Promise<IntegerChoice> | undefined;
  #device: Promise<DeviceChoice> | undefined;
  /** Whether a device has failed that `auto` had chosen. */
  #hasFailed = false;

  constructor({ settings, families, ask, tell, facts = SYSTEM_FACTS }: SettlerOptions) {
    this.#settings = settings;
    this.#families = families;
    this.#ask = ask;
    this.#tell = tell;
    this.#facts = facts;
  }

  /** See {@link settleComponent}; once for a digest. */
  settle(component: ComponentRef): Promise<SettledComponent> {
    const key = `${component.dir} ${component.digest}`;
    const settled =
      this.#settled.get(key) ??
      settleComponent(component, this.#settings, this.#families, {
        integers: () => this.integers(),
        device: () => this.device(),
      });
    this.#settled.set(key, settled);
    settled.catch(() => this.#settled.delete(key));
    return settled;
  }

  /** The kernels for products of integers on this machine. */
  integers(): Promise<IntegerChoice> {
    const chosen = (this.#integers ??= this.#ask('integers', {}));
    const forget = (): void => void (this.#integers = undefined);
    chosen.then(({ isSteady }) => isSteady || forget(), forget);
    return chosen;
  }

  /** The device of large models: the one that was set, which is tested anew, or the one that `auto` takes. */
  device(): Promise<DeviceChoice> {
    return (this.#device ??= this.#chosen());
  }

  /**
   * After a device has failed that `auto` had chosen: every component runs on the processor from now on.
   * @returns whether the request ends better when it is repeated.
   */
  giveUp({ operation, request }: Pick<Pending, 'operation' | 'request'>, cause: Error): boolean {
    if (this.#hasFailed || operation === 'testDevice' || !namesDevice(request)) return false;
    this.#hasFailed = true;
    const [sentence = ''] = cause.message.split('\n');
    const why = `${sentence.replace(/\.?$/, '.')} Models run on the processor until Inkloom is started again.`;
    this.#device = Promise.resolve({ device: 'cpu', why, adapters: [], reports: [] });
    this.#settled.clear();
    this.#tell(why);
    return true;
  }

  /** The same request, on the processor if the device that it names has failed. */
  withoutFailed(request: unknown): unknown {
    return this.#hasFailed ? onProcessor(request) : request;
  }

  async #chosen(): Promise<DeviceChoice> {
    const { device, prepared = join(tmpdir(), 'inkloom-prepared') } = this.#settings;
    if (device === 'auto') return this.#chosenByTest(prepared);
    const reports = device === 'cpu' ? [] : [await reportOf(device, (name) => this.#test(name))];
    return {
      device,
      why: `All models run on ${device}, as it was set.`,
      adapters: await this.#facts.adapters(),
      reports,
    };
  }

  async #chosenByTest(folder: string): Promise<DeviceChoice> {
    let isNew = false;
    const choice = await chooseDevice(
      folder,
      (name) => {
        isNew = true;
        return this.#test(name);
      },
      this.#facts,
    );
    // What is remembered was told when it was found.
    if (isNew) this.#tell(choice.why);
    return choice;
  }

  /** @throws Error when the test takes too long; InferenceError `device-failed`. */
  async #test(device: DeviceName): Promise<Protocol['testDevice']['reply']> {
    // The time of requests that wait before it is none of the test's.
    await this.#ask('status', {});
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      return await this.#ask('testDevice', { device }, { signal });
    } catch (error) {
      throw signal.aborted ? new Error(`its test took more than ${PATIENCE / 1000} seconds`) : error;
    }
  }
}
