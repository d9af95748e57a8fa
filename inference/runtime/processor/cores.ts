/** Cores of the machine: a second thread on a core gains nothing for products of matrices. */

/**
 * @param cpuinfo text of /proc/cpuinfo: a block of `name : value` for each thread.
 * @returns undefined where it names no cores, as on ARM.
 */
export function coresInCpuinfo(cpuinfo: string): number | undefined {
  const cores = cpuinfo.split('\n\n').flatMap((thread) => {
    const [socket, core] = [/^physical id\s*: (\d+)/m, /^core id\s*: (\d+)/m].map((field) => field.exec(thread));
    return socket && core ? [`${socket[1]} ${core[1]}`] : [];
  });
  return cores.length === 0 ? undefined : new Set(cores).size;
}

/** @param printed by `sysctl hw.physicalcpu` on macOS, or by {@link POWERSHELL_CORES} on Windows. */
export function coresPrinted(printed: string): number | undefined {
  const [, count] = /(?:^|hw\.physicalcpu: )(\d+)\s*$/m.exec(printed) ?? [];
  return count === undefined || count === '0' ? undefined : Number(count);
}

/** The sum over sockets. PowerShell takes most of a second, so only people who ask for it wait for it. */
export const POWERSHELL_CORES = '(Get-CimInstance Win32_Processor | Measure-Object NumberOfCores -Sum).Sum';
