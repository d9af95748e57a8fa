/** Requests without the devices that were chosen for their components, after such a device has failed. */

/** The same plain data, in which no component names a device: it then runs where those do that name none. */
export function onProcessor<T>(value: T): T {
  return rewritten(value) as T;
}

/** Whether a component anywhere in a request names a device. */
export function namesDevice(value: unknown): boolean {
  if (!isContainer(value)) return false;
  return hasDevice(value) || Object.values(value).some(namesDevice);
}

function rewritten(value: unknown): unknown {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map(rewritten);
  const fields = Object.entries(value).map(([name, field]) => [name, rewritten(field)] as const);
  const copy: Record<string, unknown> = Object.fromEntries(fields);
  if (!hasDevice(value)) return copy;
  const settled = Object.entries(copy['settled'] as object).filter(([name]) => name !== 'device');
  return { ...copy, settled: Object.fromEntries(settled) };
}

/** A component whose settings name a device. */
function hasDevice(value: object): boolean {
  return 'settled' in value && isContainer(value.settled) && 'device' in value.settled;
}

/** Lists and plain objects; typed arrays of tensors are left as they are. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
