/** Graphs of finished runs. They never change, so each is asked for once. */
import type { RunDetail } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';

const MOST_KEPT = 200;
const kept = new WeakMap<Api, Map<string, Promise<RunDetail>>>();

/** Rejects with an ApiError when the run is not there; it is asked for anew then. */
export function runDetail(api: Api, id: string): Promise<RunDetail> {
  const own = kept.get(api) ?? new Map<string, Promise<RunDetail>>();
  kept.set(api, own);
  const known = own.get(id);
  if (known) return known;
  const detail = api.runDetail(id);
  own.set(id, detail);
  detail.catch(() => own.delete(id));
  const [first] = own.keys();
  if (own.size > MOST_KEPT && first !== undefined) own.delete(first);
  return detail;
}
