/**
 * The caller: one of the partner's own services, or one end user. `keys.ts` contains their
 * permissions.
 */
export type Viewer =
  | { readonly kind: 'partner' }
  | { readonly kind: 'user'; readonly userGuid: string };
