import { refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import { FindJar, type Jar, type JarEvent, type jars } from './jar.messages.js';

interface State {
  readonly consortiumId?: string;
  readonly coins: number;
  readonly room: number;
  readonly sealed: boolean;
}

/** A jar holds no more coins than it has room for: the invariant that crowds try to break. */
export const jar: Decider<
  State,
  typeof jars.commands,
  JarEvent,
  { CompareJar: { other: Jar | null } }
> = {
  stream: ({ jarId }) => `jar-${jarId}`,
  scope: (state, command) => ({
    consortiumId:
      state.consortiumId ?? ('consortiumId' in command ? command.consortiumId : undefined),
  }),
  initialState: { coins: 0, room: 0, sealed: false },
  needs: {
    CompareJar: ({ withJarId }) => ({ other: find(FindJar, { jarId: withJarId }) }),
  },

  decide: {
    OpenJar: (state, { jarId, consortiumId, room, sealedFrom = null }) => {
      if (state.consortiumId) refuse('jar-opened', 'This jar has already been opened.');
      return [{ type: 'JarOpened', data: { jarId, consortiumId, room, sealedFrom } }];
    },

    PutIn: (state, { jarId, coins, by }) => {
      if (!state.consortiumId) refuse('jar-closed', 'This jar has not been opened.');
      if (state.sealed) refuse('jar-sealed', 'This jar is sealed.');
      if (state.coins + coins > state.room) refuse('jar-full', 'There is no room for that.');
      const events = [{ type: 'CoinsPutIn', data: { jarId, coins } }] as const;
      return by === undefined ? events : { events, notAfter: by };
    },

    CompareJar: (state, { jarId }, { other }) => {
      const data = { jarId, isFuller: state.coins > (other?.coins ?? 0) };
      return [{ type: 'JarCompared', data }];
    },

    SealJar: (state, { jarId }) => (state.sealed ? [] : [{ type: 'JarSealed', data: { jarId } }]),
  },

  evolve: {
    JarOpened: (state, { consortiumId, room }) => ({ ...state, consortiumId, room }),
    CoinsPutIn: (state, { coins }) => ({ ...state, coins: state.coins + coins }),
    JarCompared: (state) => state,
    JarSealed: (state) => ({ ...state, sealed: true }),
  },
};
