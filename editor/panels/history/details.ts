/** Details of finished runs. They never change, so each is loaded once. */
import type { RunDetail } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';

/** The most details to keep. The oldest are dropped. */
const MOST_KEPT = 200;
const kept = new WeakMap<Api, Map<string, Promise<RunDetail>>>();

/** @throws ApiError if the run does not exist. The next call asks the server again. */
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
