/** The caller: one of the partner's own services, or one end user. */
export type Viewer =
  | { readonly kind: 'partner' }
  | { readonly kind: 'user'; readonly userGuid: string };

/** True when the viewer may read this user's data. */
export function mayRead(viewer: Viewer, userGuid: string): boolean {
  return viewer.kind === 'partner' || viewer.userGuid === userGuid;
}

/** True when the viewer may create, change, delete and list users. */
export function mayAdministrate(viewer: Viewer): boolean {
  return viewer.kind === 'partner';
}
