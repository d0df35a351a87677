/** One question waiting for its turn. */
interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (fault: unknown) => void;
}

export interface Together {
  /** Groups under way at once; whoever asks meanwhile makes up the next one. Default 2. */
  readonly mostUnderWay?: number;
  /** Questions in one group. Default 256. */
  readonly mostInGroup?: number;
}

/**
 * Many callers, few round trips: a question asked while others are under way goes with the next
 * group. No timer, so one caller alone waits for nobody, and no memory, so every answer was found
 * after its question came. `askAll` answers in the order of its questions; when it throws, that
 * group fails and no other.
 */
export function together<Question, Answer>(
  askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  { mostUnderWay = 2, mostInGroup = 256 }: Together = {},
): (question: Question) => Promise<Answer> {
  let queue: Waiting<Question, Answer>[] = [];
  let underWay = 0;

  async function send(): Promise<void> {
    const group = queue.slice(0, mostInGroup);
    queue = queue.slice(mostInGroup);
    underWay += 1;
    try {
      const answers = await askAll(group.map(({ question }) => question));
      group.forEach(({ resolve }, n) => resolve(answers[n] as Answer));
    } catch (fault) {
      for (const { reject } of group) reject(fault);
    }
    underWay -= 1;
    if (queue.length > 0) void send();
  }

  return (question) =>
    new Promise((resolve, reject) => {
      queue.push({ question, resolve, reject });
      if (underWay < mostUnderWay) void send();
    });
}
