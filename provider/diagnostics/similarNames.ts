/** The names that differ from one in at most a third of their letters, whatever their case; the most similar first. */
export function findSimilarNames(one: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, distance: distance(one.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= name.length / 3)
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** What a misspelt name was probably meant to be, as part of a message. */
export function suggestName(misspelt: string, names: readonly string[]): string {
  const [nearest] = findSimilarNames(misspelt, names);
  return nearest === undefined ? "" : `; \`${nearest}\` is`;
}

/** The Levenshtein distance, row by row. */
function distance(from: string, to: string): number {
  if (from.length > 100) return Infinity;
  let row = [...Array(to.length + 1).keys()];
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
