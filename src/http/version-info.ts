/** The response on `/version`. */
export interface VersionInfo {
  readonly name: string;
  /** The version in package.json. */
  readonly version: string;
  /** Null if it is not known. */
  readonly commit: string | null;
  /** The version of Node. */
  readonly node: string;
  readonly mxApiVersion: string;
}
