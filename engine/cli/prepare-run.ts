/** From a workflow and a command line to the graph and the targets of a run. */
import type { PlanOptions } from '../graph/plan.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { OutputPlace } from '../host/batch/names/output-place.ts';
import { withFormat } from '../host/batch/picture-format.ts';
import type { ImportedWorkflow } from '../workflow/import/importer.ts';
import { ofOnePicture } from '../workflow/picture/one-picture.ts';
import type { Workflow } from '../workflow/schema.ts';
import { checkParameters } from '../workflow/settables.ts';
import { applyLists, applySettings } from '../workflow/settings.ts';
import { WorkflowError } from '../workflow/workflow-error.ts';
import type { RunValues } from './options.ts';
import { printMessage } from './print.ts';
import { withRandomSeeds } from './set-values.ts';

export interface PreparedRun {
  /** With all settings applied. */
  readonly workflow: Workflow;
  readonly options: PlanOptions;
}

/** @throws WorkflowError for a parameter that leads nowhere, or a setting that cannot be applied. */
export function prepareRun(file: ImportedWorkflow, values: RunValues, registry: NodeRegistry): PreparedRun {
  const imported = values.set || values.each ? onePicture(file, registry) : file;
  const { workflow } = imported;
  const problems = checkParameters(workflow, registry);
  if (problems.length > 0) throw new WorkflowError(workflow.name, problems);
  const settings = withRandomSeeds(workflow, values.set ?? [], registry, printMessage);
  const set = applySettings(workflow, settings, registry);
  const targets = values.only ?? targetsOfPicture(imported, values);
  return {
    workflow: applyLists(set, values.each ?? [], registry),
    options: { partial: values.partial ?? false, ...(targets ? { targets } : {}) },
  };
}

/** As {@link prepareRun}, with files in the format that their names ask for. */
export function prepareForPlace(
  imported: ImportedWorkflow,
  values: RunValues,
  { template }: OutputPlace,
  registry: NodeRegistry,
): PreparedRun {
  const prepared = prepareRun(imported, values, registry);
  return { ...prepared, workflow: withFormat(prepared.workflow, template?.extension, registry) };
}

/**
 * A picture of a batch that is made with other settings is made from its own graph: a setting then takes the place of
 * the value it was made with, and not of the list of all values. Without settings the whole graph runs for its node, so
 * that the picture, which holds the graph, has the same bytes.
 */
function onePicture(file: ImportedWorkflow, registry: NodeRegistry): ImportedWorkflow {
  if (!file.provenance) return file;
  const provenance = ofOnePicture(file.provenance, registry);
  return { ...file, workflow: provenance.workflow, provenance };
}

/** A picture is made again by its own output node; with `--each`, by every output of the workflow. */
function targetsOfPicture({ provenance }: ImportedWorkflow, { each }: RunValues): readonly string[] | undefined {
  return provenance?.output === undefined || each ? undefined : [provenance.output];
}
