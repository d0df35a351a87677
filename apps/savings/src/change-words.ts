import type { OrderEvent } from '#messages/orders';
import type { SavingsEvent } from '#messages/savings';

type Followed = OrderEvent | SavingsEvent;

/** Why official figures change, by the event that changes an input of theirs. */
export const changeWords = {
  ShortageDeclared: ({ schoolUrn, quantity, reason }) =>
    `${quantity} units for school ${schoolUrn} will never come: ${reason}`,

  CreditNoteMatched: ({ creditNoteNumber, supplierName, reason }) =>
    `Credit note ${creditNoteNumber} of ${supplierName}: ${reason}`,

  BaselineCorrected: ({ schoolUrn, item, reason }) =>
    `The last price of ${item} of school ${schoolUrn} was corrected: ${reason}`,

  RunningCostRecorded: ({ description }) =>
    `The cost of running the round was recorded: ${description}`,

  RunningCostConfirmed: ({ description }) =>
    `The cost of running the round was confirmed: ${description}`,
} satisfies {
  [Type in Followed['type']]?: (data: Extract<Followed, { type: Type }>['data']) => string;
};
