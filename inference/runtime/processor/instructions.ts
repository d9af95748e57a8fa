/** Instruction sets that decide how fast matrices are multiplied, by the names that people know. */

/** By the flag of Linux. Source: arch/x86/include/asm/cpufeatures.h and arch/arm64/include/asm/hwcap.h. */
const LINUX: Readonly<Record<string, string>> = {
  avx2: 'AVX2',
  avx512f: 'AVX-512',
  avx_vnni: 'AVX-VNNI',
  avx512_vnni: 'AVX512-VNNI',
  amx_int8: 'AMX int8',
  amx_bf16: 'AMX bf16',
  asimddp: 'dotprod',
  i8mm: 'i8mm',
  sve: 'SVE',
};

/** By the name of macOS. Source: Apple, "Determining instruction set characteristics". */
export const SYSCTL: Readonly<Record<string, string>> = {
  'hw.optional.avx2_0': 'AVX2',
  'hw.optional.avx512f': 'AVX-512',
  'hw.optional.arm.FEAT_DotProd': 'dotprod',
  'hw.optional.arm.FEAT_I8MM': 'i8mm',
};

/** @param cpuinfo text of /proc/cpuinfo. @returns undefined where it lists no flags. */
export function instructionsInCpuinfo(cpuinfo: string): readonly string[] | undefined {
  const [, listed] = /^(?:flags|Features)\s*: (.+)$/m.exec(cpuinfo) ?? [];
  if (listed === undefined) return undefined;
  const flags = new Set(listed.split(' '));
  return Object.entries(LINUX).flatMap(([flag, name]) => (flags.has(flag) ? [name] : []));
}

/** @param printed by `sysctl` for the names of {@link SYSCTL}: lines of `name: value`. */
export function instructionsPrinted(printed: string): readonly string[] {
  const lines = new Set(printed.split(/\r?\n/));
  return Object.entries(SYSCTL).flatMap(([flag, name]) => (lines.has(`${flag}: 1`) ? [name] : []));
}
