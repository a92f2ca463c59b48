import type { ApiVersion } from '../mx/endpoints.ts';
import { badUserInput } from '../operation/refusal.ts';
import type { Product } from './enums.ts';

type ProductValue = typeof Product.$inferType;

/** The products that MX's institution search supports in the older version. */
const searchable: ReadonlySet<ProductValue> = new Set([
  'ACCOUNT_VERIFICATION',
  'IDENTITY_VERIFICATION',
  'STATEMENTS',
  'TRANSACTION_HISTORY',
]);

/** MX's names of the products, or the reason why they cannot be requested. */
type Named =
  | { readonly ok: true; readonly names: readonly string[] | undefined }
  | { readonly ok: false; readonly problem: string };

/** MX's names of the products of a job or a widget; undefined stays undefined. */
export function nameProducts(
  products: readonly ProductValue[] | null | undefined,
  apiVersion: ApiVersion,
): Named {
  if (products === null || products === undefined) return { ok: true, names: undefined };
  if (apiVersion === 'v20111101') {
    return { ok: false, problem: 'products is not supported by MX API v20111101.' };
  }
  if (products.includes('UNRECOGNIZED')) {
    return { ok: false, problem: 'products must not include UNRECOGNIZED.' };
  }
  return { ok: true, names: products.map(toName) };
}

/**
 * MX's names of the products of an institution search; BAD_USER_INPUT if MX's version cannot search
 * for them.
 */
export function nameSupports(
  supports: readonly ProductValue[] | null | undefined,
  apiVersion: ApiVersion,
): readonly string[] | undefined {
  if (supports === null || supports === undefined) return undefined;
  const refused = supports.find(
    (product) =>
      product === 'UNRECOGNIZED' || (apiVersion === 'v20111101' && !searchable.has(product)),
  );
  if (refused === undefined) return supports.map(toName);
  const where = refused === 'UNRECOGNIZED' ? '' : ` with MX API ${apiVersion}`;
  throw badUserInput(`supports must not include ${refused}${where}.`, ['supports']);
}

function toName(product: ProductValue): string {
  return product.toLowerCase();
}
