/** How weights are held: what a user's setting means for the components of a checkpoint. */
import type { PrecisionName } from './registry.ts';
import type { WeightMemory } from './weight-memory.ts';

/**
 * Settings, in the order in which help texts list them. `exact` keeps the numbers of the file; `fp32` and `cast` are
 * its two ways. `int4` keeps the 4-bit integers of a file that has such, where they fit. `auto` is exact for small
 * models, 8 bits for large ones where that is faster, or all that fits, and 4 bits where not even 8 fit.
 */
export const PRECISION_SETTINGS = ['auto', 'exact', 'int8', 'int4', 'fp32', 'cast'] as const;
export type PrecisionSetting = (typeof PRECISION_SETTINGS)[number];

/** Settings that round the weights of the components that have linear layers in blocks. */
export type RoundedName = Extract<PrecisionSetting, 'int8' | 'int4'>;

/** Ways of holding weights that change bytes. `int8-mapped` gives those of `int8`. */
export type HeldName = Exclude<PrecisionName, 'int8-mapped'>;

/** The weights of one component, as far as the setting decides how they are held. */
export interface ComponentWeights {
  /** Memory that they take as float32, in bytes. */
  readonly widenedBytes: number;
  /** Bytes in their file. */
  readonly storedBytes: number;
  /** Whether every step of a loop runs them. */
  readonly inEveryStep: boolean;
  /** Whether they stay as stored whatever the setting, because they have no linear layers in blocks. */
  readonly keepsNumbers?: boolean;
  /** Absent: half a byte for each weight, and a float32 for each block of 128. */
  readonly nibbleBytes?: NibbleBytes;
}

/** Bytes of weights in 4 bits: with the integers of the file where it has such, and with all of them rounded. */
interface NibbleBytes {
  readonly own: number;
  readonly rounded: number;
}

/** `exact` widens a component to float32 while its weights take no more than this share of the budget. */
const WIDENED_SHARE = 0.4;
/** Packed integers of one component take no more than this share: prompts and pictures need memory too. */
const PACKED_SHARE = 0.85;
/** Bytes of a weight in 8 bits on a GPU: a byte, and a float32 for each block of 32. */
const CODE_BYTES = 1 + 4 / 32;
const FLOAT_BYTES = 4;
/** Weights in a block of 4-bit integers, unless a component tells. */
const BLOCK = 128;
/** From so many bytes as float32 on (two billion weights), a component is large. */
const LARGE = 8 * 2 ** 30;
/** `auto` takes integers from this speed on, over float32. */
const WORTHWHILE = 1.2;

/** Whether the decision depends on how fast this machine multiplies integers. */
export function asksForSpeed(setting: PrecisionSetting, components: readonly ComponentWeights[]): boolean {
  return setting === 'auto' && components.some((each) => each.inEveryStep && each.widenedBytes >= LARGE);
}

/**
 * How weights are held, by kind of component.
 * @param components undefined when the family does not tell. The kind `*` is then every one.
 * @param speed of products of integers over those of float32 on this machine; 0 where it was not asked for.
 */
export function settleHeld(
  setting: PrecisionSetting,
  components: Readonly<Partial<Record<string, ComponentWeights>>> | undefined,
  budgetBytes: number,
  speed: number,
): Readonly<Record<string, HeldName>> {
  if (!components) return { '*': setting === 'auto' || setting === 'exact' ? 'cast' : setting };
  const held = Object.entries(components).flatMap(([kind, weights]) =>
    weights ? [[kind, heldBy(setting, weights, budgetBytes, speed)] as const] : [],
  );
  return Object.fromEntries(held);
}

function heldBy(setting: PrecisionSetting, weights: ComponentWeights, budgetBytes: number, speed: number): HeldName {
  const { widenedBytes, storedBytes, inEveryStep, keepsNumbers = false } = weights;
  // Always as stored. How it is held is in the key of its component, and most runs never ask for it.
  if (keepsNumbers) return 'cast';
  const elements = widenedBytes / FLOAT_BYTES;
  const bytes = nibbleBytesOf(weights);
  if (setting === 'int4') return inNibbles(bytes, budgetBytes);
  if (setting !== 'auto') return exactly(setting, widenedBytes, budgetBytes);
  const exact = exactly('exact', widenedBytes, budgetBytes);
  if (widenedBytes < LARGE) return exact;
  const isFaster = inEveryStep && speed >= WORTHWHILE;
  // Weights that do not fit are read from the disk again and again.
  const fitsNot = exact === 'cast' && storedBytes > budgetBytes;
  if (!isFaster && !fitsNot) return exact;
  if (elements > budgetBytes && bytes.rounded <= budgetBytes * PACKED_SHARE) return inNibbles(bytes, budgetBytes);
  return isFaster || elements < storedBytes ? 'int8' : exact;
}

/**
 * How weights are held in the memory of a GPU. All of them are copied there, so "as stored" saves nothing but room, and
 * is taken only where it is asked for; 8 and 4 bits are multiplied as floats.
 * @param budgetBytes memory of the device for weights.
 */
export function heldOnDevice(setting: PrecisionSetting, weights: ComponentWeights, budgetBytes: number): HeldName {
  const { widenedBytes, keepsNumbers = false } = weights;
  if (keepsNumbers) return exactly(exactSetting(setting), widenedBytes, budgetBytes);
  if (setting === 'int4') return nibblesOnDevice(weights, budgetBytes);
  if (setting !== 'auto') return exactly(setting, widenedBytes, budgetBytes);
  if (fitsWidened(widenedBytes, budgetBytes)) return 'fp32';
  return fitsDevice('int8', weights, budgetBytes) ? 'int8' : nibblesOnDevice(weights, budgetBytes);
}

/** Whether weights that are held in a way fit into the memory of a GPU, and leave room for activations. */
export function fitsDevice(held: HeldName, weights: ComponentWeights, budgetBytes: number): boolean {
  const elements = weights.widenedBytes / FLOAT_BYTES;
  // Larger blocks are cut into those of 32.
  const nibbles = elements * (CODE_BYTES - 0.5);
  const bytes = {
    'fp32': weights.widenedBytes,
    'cast': weights.storedBytes,
    'int8': elements * CODE_BYTES,
    'int4': Math.max(nibbles, nibbleBytesOf(weights).own),
    'int4-rounded': nibbles,
  };
  return bytes[held] <= budgetBytes * PACKED_SHARE;
}

function nibblesOnDevice(weights: ComponentWeights, budgetBytes: number): HeldName {
  const { own, rounded } = nibbleBytesOf(weights);
  return own <= rounded || fitsDevice('int4', weights, budgetBytes) ? 'int4' : 'int4-rounded';
}

/** The integers of the file where they leave room, and rounded ones otherwise. */
function inNibbles({ own, rounded }: NibbleBytes, budgetBytes: number): HeldName {
  return own <= rounded || own <= budgetBytes * PACKED_SHARE ? 'int4' : 'int4-rounded';
}

function nibbleBytesOf({ nibbleBytes, widenedBytes }: ComponentWeights): NibbleBytes {
  const bytes = (widenedBytes / FLOAT_BYTES) * (1 / 2 + FLOAT_BYTES / BLOCK);
  return nibbleBytes ?? { own: bytes, rounded: bytes };
}

/** Whether weights that are widened to float32 leave room for the rest. */
export function fitsWidened(widenedBytes: number, budgetBytes: number): boolean {
  return widenedBytes <= budgetBytes * WIDENED_SHARE;
}

/** What the setting means for weights that none of the settings rounds. */
export function exactSetting(setting: PrecisionSetting): Exclude<PrecisionSetting, RoundedName> {
  return isRounded(setting) ? 'exact' : setting;
}

/** Whether the setting rounds weights by name. */
export function isRounded(setting: PrecisionSetting): setting is RoundedName {
  return setting === 'int8' || setting === 'int4';
}

/**
 * Resolves a setting for one component whose weights keep their numbers.
 * @param memoryBy memory that the component's weights take, by precision.
 * @param budgetBytes memory for the weights of all components.
 */
export function choosePrecision(
  setting: Exclude<PrecisionSetting, RoundedName>,
  memoryBy: (precision: PrecisionName) => WeightMemory,
  budgetBytes: number,
): HeldName {
  return exactly(setting, memoryBy('fp32').copied, budgetBytes);
}

function exactly(setting: PrecisionSetting, widenedBytes: number, budgetBytes: number): HeldName {
  if (setting !== 'auto' && setting !== 'exact') return setting;
  return fitsWidened(widenedBytes, budgetBytes) ? 'fp32' : 'cast';
}

/** How integers are kept in memory: packed, which is faster, where that fits. Bytes of results are the same. */
export function packedOrMapped(
  held: HeldName,
  memoryBy: (precision: PrecisionName) => WeightMemory,
  budgetBytes: number,
): PrecisionName {
  if (held !== 'int8') return held;
  return memoryBy('int8').copied <= budgetBytes * PACKED_SHARE ? 'int8' : 'int8-mapped';
}
