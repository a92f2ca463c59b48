/** File descriptors that are reserved for calls to MX, the log and other files. */
const RESERVED = 256;

/**
 * The connections that a process with this many file descriptors can serve. Calls to MX need
 * descriptors, too: a process that has none left serves nobody.
 */
export function roomForConnections(descriptors = readDescriptorLimit()): number {
  return Math.max(descriptors - RESERVED, Math.floor(descriptors / 2));
}

/** Infinity if there is no limit, or if the limit is not known. */
function readDescriptorLimit(): number {
  // Without this setting the report looks up the name of each address.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as { userLimits?: UserLimits };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}

interface UserLimits {
  readonly open_files?: { readonly soft: number | 'unlimited' };
}
