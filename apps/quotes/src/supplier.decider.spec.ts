import { describe, it } from '@jest/globals';
import { specify } from '#specification';
import { supplier } from './supplier.decider.js';

const given = specify(supplier);
const named = { supplierId: 's1', consortiumId: 'c1', name: 'Quillstone' };

describe('A supplier', () => {
  it('is registered once, with or without its company number', () => {
    const registered = { type: 'SupplierRegistered', data: named } as const;
    given().when('RegisterSupplier', named).records(registered);
    given(registered).when('RegisterSupplier', named).refuses('supplier-exists');
    const numbered = { ...named, companyNumber: '01234567' };
    given()
      .when('RegisterSupplier', numbered)
      .records({ type: 'SupplierRegistered', data: numbered });
  });
});
