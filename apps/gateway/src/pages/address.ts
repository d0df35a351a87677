import { notFound } from '#libs/decider';
import { Invalid } from '#messages/receive';

/** An address whose ids are no ids is of a page that does not exist. */
export async function orNotFound<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Invalid) notFound();
    throw error;
  }
}
