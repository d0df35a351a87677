const patienceMs = 2_000;
const pauseMs = 100;

/**
 * Asks again for up to two seconds, until the answer shows what other parts of the system make of
 * a write. Who waited in vain gets the last answer, and says in words that it is under way.
 */
export async function untilSeen<Answer>(
  ask: () => Promise<Answer>,
  isSeen: (answer: Answer) => boolean,
): Promise<Answer> {
  const began = performance.now();
  let answer = await ask();
  while (!isSeen(answer) && performance.now() - began < patienceMs) {
    await new Promise((settle) => setTimeout(settle, pauseMs));
    answer = await ask();
  }
  return answer;
}
