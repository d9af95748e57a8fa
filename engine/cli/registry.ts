/** The node types the command knows. */
import { standardNodes } from '../../nodes/index.ts';
import { NodeRegistry } from '../graph/registry.ts';

export const registry = new NodeRegistry(standardNodes);
