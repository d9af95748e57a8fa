/** Small systems of linear equations, for the coefficients of multistep samplers. */

/** x with rows * x = right. @throws RangeError for a singular matrix. */
export function solve(rows: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const system = rows.map((row, i) => [...row, right[i] as number]);
  for (let column = 0; column < system.length; column += 1) {
    const below = system.slice(column).map((row) => Math.abs(row[column] as number));
    const pivot = column + below.indexOf(Math.max(...below));
    [system[column], system[pivot]] = [system[pivot] as number[], system[column] as number[]];
    const top = system[column] as number[];
    const head = top[column] as number;
    if (head === 0) throw new RangeError('The matrix is singular');
    for (const [i, row] of system.entries()) {
      if (i === column) continue;
      const factor = (row[column] as number) / head;
      for (const [j, value] of top.entries()) row[j] = (row[j] as number) - factor * value;
    }
  }
  return system.map((row, i) => (row.at(-1) as number) / (row[i] as number));
}
