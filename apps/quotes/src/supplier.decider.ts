import { refuse, type Decider } from '#libs/decider';
import type { supplierCommands, SupplierEvent } from '#messages/quotes';

type Supplier = { readonly consortiumId?: string };

/** A company that may quote, registered with one consortium. */
export const supplier: Decider<Supplier, typeof supplierCommands, SupplierEvent> = {
  stream: ({ supplierId }) => `supplier-${supplierId}`,
  scope: (state, command) => ({ consortiumId: state.consortiumId ?? command.consortiumId }),
  initialState: {},

  decide: {
    RegisterSupplier: (state, { supplierId, consortiumId, name, companyNumber }) => {
      if (state.consortiumId) refuse('supplier-exists', 'This supplier is registered already.');
      const number = companyNumber === undefined ? {} : { companyNumber };
      return [{ type: 'SupplierRegistered', data: { supplierId, consortiumId, name, ...number } }];
    },
  },

  evolve: { SupplierRegistered: (_, { consortiumId }) => ({ consortiumId }) },
};
