/** Forecasts a run and lists the workflow's problems. The editor asks after every change. */
import { GraphError } from '../../graph/graph-error.ts';
import type { PlanOptions } from '../../graph/plan.ts';
import type { NodePictureStore } from '../../jobs/node-picture-store.ts';
import type { ForecastResult, Workflow } from '../../protocol/index.ts';
import type { Engine } from '../../run/engine.ts';
import type { Foreign } from '../foreign/foreign.ts';
import { issuesOf } from '../http/issues.ts';
import { foldForecast, insideForecast } from './fold-forecast.ts';
import { foreseenIssues } from './refuse-hopeless.ts';
import { isShown, presentPictures } from './pictures/present-pictures.ts';

/** Milliseconds that an answer waits for what can be foreseen: a running model keeps the check waiting. */
const PATIENCE = 1000;

export interface ForecastContext {
  readonly engine: Pick<Engine, 'outlook'>;
  readonly foreign: Pick<Foreign, 'plan'>;
  readonly pictures: NodePictureStore;
}

/** Reports the workflow's problems rather than throwing them. Parts that can run have a forecast all the same. */
export async function forecastOf(
  { engine, foreign, pictures }: ForecastContext,
  workflow: Workflow,
  targets?: readonly string[],
): Promise<ForecastResult> {
  const options: PlanOptions = { partial: true, ...(targets ? { targets } : {}) };
  try {
    const plan = await foreign.plan(workflow, options);
    const outlook = await engine.outlook(workflow, { ...options, plan, scope: workflow.name }, isShown);
    const { forecast, results } = outlook;
    const foreseen = await foreseenIssues(outlook.foresee(), PATIENCE);
    const inside = insideForecast(forecast.nodes);
    return {
      issues: [...issuesOf(plan.issues), ...(foreseen ?? [])],
      ...(foreseen ? {} : { isPartial: true }),
      forecast: {
        ...forecast,
        nodes: foldForecast(forecast.nodes),
        ...(inside.length > 0 ? { inside } : {}),
      },
      results: await presentPictures(results, pictures),
    };
  } catch (error) {
    if (error instanceof GraphError) return { issues: issuesOf(error.issues) };
    throw error;
  }
}
