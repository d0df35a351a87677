import { IsUUID } from 'class-validator';
import { refuse, type Decider } from '#libs/decider';
import { IsQuantity, IsText } from '#messages/fields';
import { AllowedTo, Command, type Event } from '#messages/messages';

@AllowedTo('system')
export class OpenAccount extends Command {
  @IsUUID() readonly accountId!: string;
  @IsQuantity() readonly balancePence!: number;
}

@AllowedTo('system')
export class TakeMoney extends Command {
  @IsUUID() readonly accountId!: string;
  @IsQuantity() readonly amountPence!: number;
  @IsText(200) readonly reference!: string;
}

export type AccountEvent =
  | Event<'AccountOpened', { accountId: string; balancePence: number }>
  | Event<'MoneyTaken', { accountId: string; amountPence: number; reference: string }>;

export const accountCommands = { OpenAccount, TakeMoney };

interface Account {
  readonly balancePence: number | undefined;
}

export const noAccount: Account = { balancePence: undefined };

/** An account that never falls below nothing: what every side of a hot stream must keep true. */
export const account: Decider<Account, typeof accountCommands, AccountEvent> = {
  stream: ({ accountId }) => `account-${accountId}`,
  scope: () => ({}),
  initialState: noAccount,
  decide: {
    OpenAccount: (state, { accountId, balancePence }) => {
      if (state.balancePence !== undefined) refuse('account-open', 'This account is open already.');
      return [{ type: 'AccountOpened', data: { accountId, balancePence } }];
    },
    TakeMoney: ({ balancePence = 0 }, { accountId, amountPence, reference }) => {
      if (balancePence < amountPence) refuse('too-little', 'There is too little in this account.');
      return [{ type: 'MoneyTaken', data: { accountId, amountPence, reference } }];
    },
  },
  evolve: {
    AccountOpened: (_, { balancePence }) => ({ balancePence }),
    MoneyTaken: ({ balancePence = 0 }, { amountPence }) => ({
      balancePence: balancePence - amountPence,
    }),
  },
};
