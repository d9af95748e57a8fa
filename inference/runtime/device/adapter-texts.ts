/** What systems print of their graphics adapters. */
import { z } from 'zod';

export interface GraphicsAdapter {
  readonly name: string;
  /** Name or version of its driver; undefined where the system does not tell. */
  readonly driver: string | undefined;
  /** Bytes of its memory; undefined where the system does not tell. */
  readonly memory: number | undefined;
}

const MIB = 2 ** 20;

/** Vendors by their PCI id. Source: https://pcisig.com/membership/member-companies. */
const VENDORS: Readonly<Record<string, string>> = {
  '1002': 'AMD',
  '8086': 'Intel',
  '1AF4': 'virtio',
  '1414': 'Microsoft',
};
const NVIDIA = '10DE';

/**
 * @param uevent of a device in sysfs: lines `DRIVER=amdgpu` and `PCI_ID=1002:744C`.
 * @param memory bytes, as text; empty where the driver does not tell.
 * @returns undefined for an adapter of NVIDIA, and for a device that is none.
 */
export function adapterOfDrm(uevent: string, memory: string): GraphicsAdapter | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}=(.+)$`, 'm').exec(uevent)?.[1];
  const [driver, id] = [field('DRIVER'), field('PCI_ID')];
  const vendor = id?.split(':')[0]?.toUpperCase() ?? '';
  if (driver === undefined || vendor === NVIDIA) return undefined;
  const bytes = Number(memory.trim());
  return { name: `${VENDORS[vendor] ?? driver} ${id ?? ''}`.trim(), driver, memory: bytes > 0 ? bytes : undefined };
}

/** @param printed by `nvidia-smi`: lines `NVIDIA GeForce RTX 4090, 550.54.14, 24564`, memory in MiB. */
export function adaptersOfNvidia(printed: string): readonly GraphicsAdapter[] {
  return printed.split('\n').flatMap((line) => {
    const [name, driver, memory] = line.split(',').map((part) => part.trim());
    if (!name || !driver || !memory) return [];
    const maker = /nvidia/i.test(name) ? '' : 'NVIDIA ';
    return [{ name: `${maker}${name}`, driver, memory: Number(memory) * MIB || undefined }];
  });
}

const entry = z.object({
  DriverDesc: z.string(),
  DriverVersion: z.string().nullish(),
  Memory: z.number().nullish(),
});

/** @param printed by PowerShell: one object, or a list. Adapters without memory are mirrors of remote desktops. */
export function adaptersOfRegistry(printed: string): readonly GraphicsAdapter[] {
  const parsed = z.union([z.array(entry), entry.transform((one) => [one])]).safeParse(jsonOf(printed));
  return (parsed.data ?? []).flatMap(({ DriverDesc: name, DriverVersion: driver, Memory: memory }) =>
    memory ? [{ name, driver: driver ?? undefined, memory }] : [],
  );
}

const profile = z.object({ SPDisplaysDataType: z.array(z.object({ sppci_model: z.string() })) });

/** @param printed by `system_profiler`. @param rest what the system tells elsewhere. */
export function adaptersOfProfiler(printed: string, rest: Omit<GraphicsAdapter, 'name'>): readonly GraphicsAdapter[] {
  const displays = profile.safeParse(jsonOf(printed)).data?.SPDisplaysDataType ?? [];
  return displays.map(({ sppci_model: name }) => ({ name, ...rest }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
