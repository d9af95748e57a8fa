/**
 * Names of devices as people write them, and as settings, requests and cache keys hold them: a kind, and for some kinds
 * the number of one of several.
 */

/** Kinds, in the order in which help texts list them. */
export const DEVICE_KINDS = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** Kinds of which a machine may have several. */
type NumberedKind = 'webgpu' | 'cuda';

/** `cuda` is the first of its kind, and `cuda:1` the second. */
export type DeviceName = DeviceKind | `${NumberedKind}:${number}`;

/** `auto`: a GPU where one was tested and is faster, for models that gain by it; else the processor. */
export type DeviceSetting = 'auto' | DeviceName;

/** As help texts and messages list the settings. */
export const DEVICE_SETTINGS = 'auto, cpu, webgpu[:N], cuda[:N], dml, coreml';

/**
 * How many of a kind can be named. onnxruntime lets no program choose among the adapters of WebGPU: it takes a fast one
 * or an economical one, by `powerPreference`.
 */
const COUNTS: Readonly<Record<DeviceKind, number>> = { cpu: 1, webgpu: 2, cuda: 16, dml: 1, coreml: 1 };

/** The setting that a text stands for; undefined for any other text. */
export function readDevice(text: string): DeviceSetting | undefined {
  if (text === 'auto') return text;
  const [, kind, number] = /^([a-z]+)(?::(\d{1,2}))?$/.exec(text) ?? [];
  const known = DEVICE_KINDS.find((each) => each === kind);
  if (!known || (number !== undefined && (COUNTS[known] === 1 || Number(number) >= COUNTS[known]))) return undefined;
  const index = Number(number ?? 0);
  return index === 0 ? known : `${known as NumberedKind}:${index}`;
}

export function kindOf(name: DeviceName): DeviceKind {
  return name.split(':')[0] as DeviceKind;
}

/** 0 for the first of its kind. */
export function indexOf(name: DeviceName): number {
  return Number(name.split(':')[1] ?? 0);
}
