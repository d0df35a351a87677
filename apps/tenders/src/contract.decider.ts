import { notFound, refuse, type Decider } from '#libs/decider';
import { contractIdOf, type contractCommands, type ContractEvent } from '#messages/tenders';

type Which = Omit<Extract<ContractEvent, { type: 'ContractSigned' }>['data'], 'signedBy'>;
type Contract =
  { readonly status: 'none' } | ({ readonly status: 'issued' | 'signed' } & { which: Which });

/** One contracting party's contract with one supplier under one award. */
export const contract: Decider<Contract, typeof contractCommands, ContractEvent> = {
  stream: ({ contractId }) => `contract-${contractId}`,
  scope: (state) => {
    if (state.status === 'none') return {};
    const { consortiumId, partyId } = state.which;
    return { consortiumId, partyId };
  },
  initialState: { status: 'none' },

  decide: {
    IssueContract: ({ status }, command) => {
      const { contractId, tenderId, partyId, supplierId } = command;
      if (status !== 'none') refuse('contract-exists', 'This contract has been issued already.');
      if (contractId !== contractIdOf(tenderId, partyId, supplierId)) {
        const sentence = 'The id of a contract names its tender, its party and its supplier.';
        refuse('contract-id-wrong', sentence);
      }
      const { supplierName, lines, netPence } = command;
      const data = { ...whichOf(command), supplierName, lines, netPence };
      return [{ type: 'ContractIssued', data }];
    },

    SignContract: (state, { meta }) => {
      if (state.status === 'none') notFound();
      if (state.status === 'signed') {
        refuse('contract-signed', 'This contract has been signed already.');
      }
      return [{ type: 'ContractSigned', data: { ...state.which, signedBy: meta.actor.id } }];
    },
  },

  evolve: {
    ContractIssued: (_, data) => ({ status: 'issued', which: whichOf(data) }),
    ContractSigned: (_, data) => ({ status: 'signed', which: whichOf(data) }),
  },
};

function whichOf(of: Which): Which {
  const { contractId, tenderId, roundId, consortiumId, partyId, supplierId } = of;
  return { contractId, tenderId, roundId, consortiumId, partyId, supplierId };
}
