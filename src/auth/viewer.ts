/** The caller: one of the partner's own services, or one end user. What they may do: `keys.ts`. */
export type Viewer =
  | { readonly kind: 'partner' }
  | { readonly kind: 'user'; readonly userGuid: string };
