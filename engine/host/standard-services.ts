/** The services of the standard nodes, for programs: models are found where the command line finds them. */
import {
  type StandardServices,
  type StandardServicesOptions as Places,
  standardServices as servicesOf,
} from '../../nodes/services/standard.ts';
import { modelFolders } from './places.ts';

export interface StandardServicesOptions extends Omit<Places, 'modelFolders'> {
  /**
   * Folders that hold checkpoints, the preferred first; no other folder is searched. Default: `INKLOOM_MODELS`,
   * `models` in the working folder, then the models that ship.
   */
  readonly modelFolders?: readonly string[];
}

export function standardServices(options: StandardServicesOptions = {}): StandardServices {
  return servicesOf({ ...options, modelFolders: options.modelFolders ?? modelFolders([]) });
}
