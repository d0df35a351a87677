/** The sentence of a refusal, for specifications that read it. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (refusal) {
    return (refusal as Error).message;
  }
  throw new Error('Nothing was refused.');
}
