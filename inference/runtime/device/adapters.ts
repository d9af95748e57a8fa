/** The graphics adapters of this machine, as its system knows them. onnxruntime itself tells nothing of them. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { release, totalmem } from 'node:os';
import { join } from 'node:path';
import { systemOutput } from '../system-output.ts';
import {
  adapterOfDrm,
  adaptersOfNvidia,
  adaptersOfProfiler,
  adaptersOfRegistry,
  type GraphicsAdapter,
} from './adapter-texts.ts';

/** Asks the system. Never throws: a system that tells nothing has no adapters. */
export async function graphicsAdapters(): Promise<readonly GraphicsAdapter[]> {
  return (await ADAPTERS[process.platform]?.().catch(() => [])) ?? [];
}

/**
 * Drivers that a choice of device depends on beside those of the adapters: on Linux the files by which the Vulkan
 * loader finds them, which every update writes anew.
 */
export async function driverFiles(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [release()];
  const files = await Promise.all(VULKAN_DRIVERS.map(listed));
  return [release(), ...files.flat()];
}

const VULKAN_DRIVERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

async function listed(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map(async (name) => `${name} ${(await stat(join(folder, name))).mtimeMs}`));
}

const UNNAMED: GraphicsAdapter = { name: 'NVIDIA', driver: undefined, memory: undefined };
const DRM = '/sys/class/drm';
const NVIDIA = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
/** Display adapters of Windows: the class that holds their drivers, with memory as 64 bits. */
const REGISTRY =
  "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*' | " +
  "Select-Object DriverDesc, DriverVersion, @{n='Memory';e={$_.'HardwareInformation.qwMemorySize'}} | ConvertTo-Json";

const ADAPTERS: Partial<Record<NodeJS.Platform, () => Promise<readonly GraphicsAdapter[]>>> = {
  async linux() {
    const nodes = (await readdir(DRM).catch(() => [])).filter((name) => name.startsWith('renderD'));
    const found = await Promise.all(nodes.map(drmAdapter));
    const others = found.flatMap((adapter) => adapter ?? []);
    if (!(await stat('/proc/driver/nvidia/version').catch(() => undefined))) return others;
    const named = adaptersOfNvidia((await systemOutput('nvidia-smi', NVIDIA)) ?? '');
    // A container may have the driver without its program.
    return [...(named.length > 0 ? named : [UNNAMED]), ...others];
  },
  async darwin() {
    // Apple silicon shares one memory between processor and GPU.
    return adaptersOfProfiler((await systemOutput('system_profiler', ['SPDisplaysDataType', '-json'])) ?? '', {
      driver: release(),
      memory: totalmem(),
    });
  },
  async win32() {
    const args = ['-NoProfile', '-NonInteractive', '-Command', REGISTRY];
    return adaptersOfRegistry((await systemOutput('powershell.exe', args)) ?? '');
  },
};

/** A render node of Linux; undefined for NVIDIA's, of which `nvidia-smi` tells more. */
async function drmAdapter(node: string): Promise<GraphicsAdapter | undefined> {
  const read = (name: string): Promise<string> => readFile(join(DRM, node, 'device', name), 'utf8').catch(() => '');
  const [uevent, memory] = await Promise.all([read('uevent'), read('mem_info_vram_total')]);
  return adapterOfDrm(uevent, memory);
}
