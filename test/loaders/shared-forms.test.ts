import { expect, test } from 'vitest';
import {
  areCredentials,
  isCreditCardProduct,
  isInstitution,
} from '../../src/loaders/shared-forms.ts';
import { createMxClient } from '../../src/mx/client.ts';
import { cardProducts } from '../../src/sandbox/credit-card-products.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const keep = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test.for(['v20111101', 'v20250224'] as const)(
  'every institution, credential and card product of %s has the form that is shared',
  async (apiVersion) => {
    await using sandbox = await startSandbox();
    const { url: baseUrl, clientId, apiKey } = sandbox;
    await using mx = createMxClient({ baseUrl, clientId, apiKey, apiVersion, timeoutMs: 5_000 });
    const { items } = await mx.institutions.list({}, { page: 1, perPage: 100 });
    expect(items.length).toBeGreaterThan(10);
    for (const item of items.filter((each) => each !== null)) {
      expect(isInstitution(keep(item), item.code)).toBe(true);
      expect(isInstitution(keep(item), `${item.code}2`)).toBe(false);
    }
    const credentials = await mx.institutions.credentials('mxbank');
    expect(credentials.length).toBeGreaterThan(0);
    expect(areCredentials(keep(credentials))).toBe(true);
    expect(areCredentials(keep([...credentials, { guid: 'CRD-1' }]))).toBe(false);
    for (const guid of Object.values(cardProducts)) {
      const product = await mx.creditCardProducts.read(guid);
      expect(isCreditCardProduct(keep(product), guid)).toBe(true);
      expect(isCreditCardProduct(keep({ ...product, annualFee: 5 }), guid)).toBe(false);
      expect(isCreditCardProduct(keep(product), 'CCA-1')).toBe(false);
    }
  },
);
