/** Of the process's file descriptors, those for calls to MX, the log and what else is no connection. */
const RESERVED = 256;

/**
 * Connections that a process with so many file descriptors can hold and still call MX for them: one
 * that has none left serves nobody.
 */
export function roomForConnections(descriptors = readDescriptorLimit()): number {
  return Math.max(descriptors - RESERVED, Math.floor(descriptors / 2));
}

/** Infinity where there is no limit, or no way to know. */
function readDescriptorLimit(): number {
  // Otherwise the report looks up the name of each address.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as { userLimits?: UserLimits };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}

interface UserLimits {
  readonly open_files?: { readonly soft: number | 'unlimited' };
}
