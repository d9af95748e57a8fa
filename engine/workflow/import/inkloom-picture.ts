/** Pictures that Inkloom made (PNG, JPEG, WebP): their workflow is inside, with every setting applied. */
import { hasProvenance, readProvenance } from '../picture/provenance.ts';
import type { WorkflowImporter } from './importer.ts';

export const inkloomPicture: WorkflowImporter = {
  name: 'pictures made by Inkloom',
  recognises: ({ bytes }) => hasProvenance(bytes),
  read({ bytes, where }, limits) {
    const provenance = readProvenance(bytes, where, limits);
    return { workflow: provenance.workflow, provenance, issues: [] };
  },
};
