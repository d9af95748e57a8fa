/** The component that a control file or folder holds: which kind it is follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { PreparedPlace } from '../../../checkpoint/prepared/place.ts';
import type { Device } from '../../../onnx/devices/device.ts';
import type { ModelPlan } from '../../../onnx/model-plan.ts';
import { ControlNet } from '../controlnet/controlnet.ts';
import { FunControl } from '../fun-control/fun-control.ts';
import { ModelPatch } from '../patches/model-patch.ts';
import { controlKind } from './control-kind.ts';

export type ControlModel = ControlNet | FunControl | ModelPatch;

export const controlModel = {
  /** @throws InferenceError those of the `plan` of its kind. */
  async plan(files: ComponentFiles, device: Device, place?: PreparedPlace): Promise<ModelPlan<ControlModel>> {
    switch (await controlKind(files)) {
      case 'instantx':
        return ControlNet.plan(files, device, place);
      case 'fun':
        return FunControl.plan(files, device, place);
      case 'patch':
        return ModelPatch.plan(files, device);
    }
  },
};
