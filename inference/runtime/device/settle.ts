/**
 * Settles, before anything runs, whatever the bytes of a component's results depend on besides its files: on which
 * device it runs, and how its weights are held there.
 */
import { InferenceError } from '../../errors.ts';
import { openFiles } from '../../checkpoint/layout/joined-source.ts';
import { storedSize } from '../../checkpoint/stored-size.ts';
import type { FamilyRegistry } from '../../families/registry.ts';
import type { ComponentRef, SettledComponent, SettledDevice } from '../../families/requests.ts';
import type { Device } from '../../onnx/devices/device.ts';
import { deviceNamed } from '../../onnx/devices/registry.ts';
import type { IntegerChoice } from '../../onnx/kernels/choose-integers.ts';
import {
  asksForSpeed,
  type ComponentWeights,
  fitsDevice,
  fitsWidened,
  heldOnDevice,
  type PrecisionSetting,
  settleHeld,
} from '../../precision/choose.ts';
import { activationBytes, budgetOf } from '../memory.ts';
import type { RuntimeSettings } from '../protocol.ts';
import type { DeviceChoice } from './choose-device.ts';
import { weightBudget } from './weight-budget.ts';

/**
 * Models whose weights take less than this, in bytes as stored, stay on the processor: a device takes longer to start,
 * and to compile its shaders, than they do.
 */
const SMALL = 128 * 2 ** 20;

/** Answers that take a measurement, each asked for only where it decides something. */
export interface Measurements {
  readonly integers: () => Promise<IntegerChoice>;
  readonly device: () => Promise<DeviceChoice>;
}

/** The weights of the kinds of a component. */
type Weights = Readonly<Partial<Record<string, ComponentWeights>>>;

/** What the decision depends on besides the component. */
type Settings = Pick<RuntimeSettings, 'device' | 'budgets' | 'precision'>;

/** @throws InferenceError those of {@link FamilyRegistry.of}, and for damaged weight files. */
export async function settleComponent(
  component: ComponentRef,
  settings: Settings,
  families: FamilyRegistry,
  measurements: Measurements,
): Promise<SettledComponent> {
  const family = await families.of(component);
  const { graphs } = family;
  const weights = await family.weights?.(component);
  const device = await deviceFor(component, settings.device, measurements);
  if (device.isHost) return { graphs, ...(await onHost(weights, settings, measurements)) };
  const { precision } = settings;
  const budget = await weightBudget(device, settings.budgets);
  if (settings.device !== 'auto' || !weights) return { graphs, held: onDevice(precision, weights, budget) };
  const except = Object.keys(weights).filter((kind) => staysOnHost(weights[kind], precision, budget, device));
  const host = await onHost(
    picked(weights, (kind) => except.includes(kind)),
    settings,
    measurements,
  );
  const held = {
    ...onDevice(
      precision,
      picked(weights, (kind) => !except.includes(kind)),
      budget,
    ),
    ...host.held,
  };
  return { graphs, ...host, held, device: settledDevice(device, settings, except) };
}

/** The device of a component. Only `auto` reads headers, and asks which device of the machine has passed its test. */
async function deviceFor(
  component: ComponentRef,
  setting: RuntimeSettings['device'],
  { device }: Measurements,
): Promise<Device> {
  if (setting !== 'auto') return deviceNamed(setting);
  return deviceNamed((await bytesOf(component)) < SMALL ? 'cpu' : (await device()).device);
}

/** Bytes of its weights; 0 for a component of a family that keeps none in files. */
async function bytesOf(component: ComponentRef): Promise<number> {
  const weights = await openFiles(component).catch((error: unknown) => {
    if (error instanceof InferenceError && error.code === 'file-missing') return undefined;
    throw error;
  });
  if (!weights) return 0;
  let bytes = 0;
  for (const name of weights.names()) {
    const weight = weights.get(name);
    if (weight) bytes += storedSize(weight);
  }
  return bytes;
}

async function onHost(
  weights: Weights | undefined,
  { precision, budgets }: Settings,
  { integers }: Measurements,
): Promise<Pick<SettledComponent, 'held' | 'rowScale'>> {
  const kinds = Object.values(weights ?? {}).filter((each) => each !== undefined);
  const { speed } = asksForSpeed(precision, kinds) ? await integers() : { speed: 0 };
  const held = settleHeld(precision, weights, budgets.cpu, speed);
  return Object.values(held).includes('int8') ? { held, rowScale: (await integers()).rowScale } : { held };
}

function onDevice(precision: PrecisionSetting, weights: Weights | undefined, budget: number): SettledComponent['held'] {
  if (!weights) return settleHeld(precision, weights, budget, 0);
  const held = Object.entries(weights).flatMap(([kind, each]) =>
    each ? [[kind, heldOnDevice(precision, each, budget)] as const] : [],
  );
  return Object.fromEntries(held);
}

/**
 * Kinds that do not fit stay on the processor, unless every step runs them and the device reads the rest of the weights
 * in each. So does a model that runs once for a picture, such as a text encoder, unless it fits with the numbers of its
 * file.
 */
function staysOnHost(
  weights: ComponentWeights | undefined,
  precision: PrecisionSetting,
  budget: number,
  { streaming }: Device,
): boolean {
  if (!weights) return true;
  if (weights.inEveryStep && streaming) return false;
  if (precision === 'auto' && !weights.inEveryStep && !fitsWidened(weights.widenedBytes, budget)) return true;
  return !fitsDevice(heldOnDevice(precision, weights, budget), weights, budget);
}

function settledDevice(device: Device, { budgets }: Settings, except: readonly string[]): SettledDevice {
  const { name, kernels } = device;
  return {
    name,
    kernels: kernels.version,
    activationBytes: activationBytes(device, budgetOf(device, budgets)),
    except,
  };
}

function picked(weights: Weights, isWanted: (kind: string) => boolean): Weights {
  return Object.fromEntries(Object.entries(weights).filter(([kind]) => isWanted(kind)));
}
