/** The reference's token ids, tokens.json: per prompt the raw ids and the ids of every template around it. */
import { readFile } from 'node:fs/promises';

/** The published tokenizer, in the embedded checkpoint. */
export const TOKENIZER_FOLDER = 'models/tiny-random/tokenizer';

export interface TokenRow {
  readonly prompt: string;
  readonly raw: readonly number[];
  readonly t2i: readonly number[];
  readonly t2i_untruncated_length: number;
  readonly edit: readonly number[];
  readonly edit_plus: readonly number[];
}

export interface TokenGoldens {
  readonly drop_idx: Readonly<Record<'t2i' | 'edit' | 'edit_plus', number>>;
  readonly edit_grid_thw: readonly (readonly number[])[];
  readonly edit_plus_grid_thw: readonly (readonly number[])[];
  readonly rows: readonly TokenRow[];
}

export async function tokenGoldens(): Promise<TokenGoldens> {
  const goldens: TokenGoldens = JSON.parse(await readFile('test/fixtures/goldens/tokens.json', 'utf8'));
  return goldens;
}

export async function tokenRows(): Promise<readonly TokenRow[]> {
  return (await tokenGoldens()).rows;
}
