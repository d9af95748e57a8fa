/** The formats a workflow can be exported as, the preferred first. */
import type { WorkflowExporter } from './exporter.ts';
import { inkloomJson } from './inkloom-json.ts';
import { inkloomPng } from './inkloom-png.ts';

export const EXPORTERS: readonly WorkflowExporter[] = [inkloomJson, inkloomPng];
