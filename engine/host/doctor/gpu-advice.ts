/** Advice about GPUs: drivers and libraries that are missing, and devices that did not pass their test. */
import type { DoctorFacts } from './facts.ts';

/** What onnxruntime says when it finds no driver for WebGPU. */
const NO_DRIVER = /vulkan|adapter/i;

export function gpuAdvice({ devices }: DoctorFacts): readonly string[] {
  const { adapters, reports, cuda } = devices;
  const hasNvidia = adapters.some(({ name }) => /nvidia/i.test(name));
  return [
    ...(hasNvidia && cuda === 'installable'
      ? ["CUDA can use the GPU of NVIDIA, and onnxruntime's library for it is missing: inkloom doctor --install cuda."]
      : []),
    ...reports.flatMap(({ device, outcome, text }) => {
      if (outcome === 'failed' && device.startsWith('webgpu') && NO_DRIVER.test(text))
        return [installDriver(hasNvidia)];
      if (outcome !== 'differs') return [];
      return [`${device} ${text}. Install a newer driver of the GPU; until then models run on the processor.`];
    }),
  ];
}

function installDriver(hasNvidia: boolean): string {
  const linux = hasNvidia ? "libvulkan1 and NVIDIA's own driver" : 'libvulkan1 and mesa-vulkan-drivers';
  const driver = process.platform === 'linux' ? linux : 'a newer driver of the GPU';
  return `WebGPU finds no driver for the GPU: install ${driver}, then run inkloom doctor again.`;
}
