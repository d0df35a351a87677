import { DataSource } from 'typeorm';
import { authTables, issueToken } from '#libs/auth';
import { londonDay } from '#libs/calendar';
import { FindGrants } from '#messages/membership';
import type { Actor, Grant } from '#messages/messages';
import { Cast } from '../../apps/marketplace/src/demonstration/cast.js';
import { formCluster, joinAndFund } from '../../apps/marketplace/src/demonstration/cluster.js';
import { roundOne } from '../../apps/marketplace/src/demonstration/load-demonstration.js';
import {
  accounts,
  castOf,
  grantRoles,
  makePeople,
  operatorAccount,
} from '../../apps/marketplace/src/demonstration/people.js';
import { Stage } from '../../apps/marketplace/src/demonstration/stage.js';
import { HttpWays } from './http-ways.js';
import type { Installation } from './installation.js';

const dayMs = 86_400_000;
/** Round 1 is scripted over the 140 days before "today": here they are still to come. */
const aheadDays = 150;

/** What a person sees through the API. */
export interface Played {
  /** Of this installation, unless another one's address is named. */
  get<Answer>(path: string, as: Actor, url?: string): Promise<Answer>;
  readonly cast: Cast;
}

/**
 * Plays the settled round over HTTP, each person with a token of their own, in the days to come: only
 * the two due times are asked by the system, at their moment.
 */
export async function playFirstRound(installation: Installation): Promise<Played> {
  const db = await new DataSource({
    type: 'postgres',
    url: installation.databaseUrl,
    entities: authTables,
  }).initialize();
  try {
    const tokens = new Map<string, string>();
    const ways = new HttpWays(installation.url, tokens, installation.system);
    const today = londonDay(new Date(Date.now() + aheadDays * dayMs).toISOString());
    const stage = new Stage(ways, db, today);
    const ids = await makePeople(stage);
    for (const id of ids.values()) {
      const { token } = await issueToken(db, id, new Date());
      tokens.set(id, token);
    }
    const operator: Actor = {
      id: ids.get(operatorAccount.email) ?? '',
      kind: 'person',
      grants: [{ role: 'operator' }],
    };
    const system: Actor = { id: 'journey', kind: 'service', grants: [] };
    const now = new Date().toISOString();
    await grantRoles(stage, [operatorAccount], ids, system, now);
    await stage.find<Grant[], FindGrants>(FindGrants, { personId: operator.id });
    await formCluster(stage, operator, now);
    await grantRoles(stage, accounts, ids, operator, now);
    const cast = new Cast(await castOf(stage, ids));
    await joinAndFund(stage, cast, now);
    await roundOne(stage, cast);
    return {
      cast,
      async get<Answer>(path: string, as: Actor, url = installation.url): Promise<Answer> {
        const headers = { authorization: `Bearer ${tokens.get(as.id)}` };
        const answer = await fetch(`${url}/api/v1${path}`, { headers });
        return (await answer.json()) as Answer;
      },
    };
  } finally {
    await db.destroy();
  }
}
