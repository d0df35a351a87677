import type { Process } from '#libs/event-sourcing';
import type { FundEvent } from '#messages/ledger';
import { ask } from '#messages/messages';
import { ConfirmDemand, RefuseDemand } from '#messages/rounds';

/** What the fund said to a school's request, told to its round. */
export const answerDemand: Process<FundEvent> = {
  name: 'answer-demand',
  on: {
    FundsReserved: ({ roundId, requestId, schoolUrn }) => [
      ask(ConfirmDemand, { roundId, requestId, schoolUrn }),
    ],
    ReservationRefused: ({ roundId, requestId, schoolUrn, reason }) => [
      ask(RefuseDemand, { roundId, requestId, schoolUrn, reason }),
    ],
  },
};
