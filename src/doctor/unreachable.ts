/** Why a server cannot be reached, and what to do, from the code of the system's error. */
export interface Unreachable {
  /** Completes the sentence "NAME cannot be reached: …". */
  readonly reason: string;
  readonly fix: string;
}

const NO_NAME = /^(?:ENOTFOUND|EAI_\w+|ETIMEOUT|ENODATA|ESERVFAIL)$/;
const NO_ANSWER = /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|TimeoutError|AbortError|late)$/;
const NO_ROUTE = /^(?:ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/;
const CUT = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|SocketClosedUnexpectedlyError)$/;
/** Such as ERR_SSL_WRONG_VERSION_NUMBER: the other side sent something else than TLS. */
const NO_TLS = /^EPROTO$|^ERR_SSL_(?!.*(?:CERT|SIGNATURE))/;
const UNTRUSTED = /^ERR_TLS|^ERR_SSL|CERT|SIGNATURE|^EPROTO$/;

/**
 * @param code the code or the name of the error; the message of an error may quote the response
 * @param setting the variable with the address
 */
export function explainUnreachable(code: string, host: string, setting: string): Unreachable {
  if (NO_NAME.test(code)) {
    return {
      reason: `DNS has no address for ${host} (${code})`,
      fix: `Check the host in ${setting}, and the name servers of this machine or container.`,
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      reason: `nothing listens at ${host} (${code})`,
      fix: `Check the host and the port in ${setting}.`,
    };
  }
  if (NO_ANSWER.test(code)) {
    return {
      reason: `${host} does not respond in time (${code})`,
      fix: `Let egress firewalls and network policies allow connections to ${host}, and check ${setting}.`,
    };
  }
  if (NO_ROUTE.test(code)) {
    return {
      reason: `this machine has no route to ${host} (${code})`,
      fix: 'Check the network of this machine, its routes and its firewall.',
    };
  }
  if (NO_TLS.test(code)) {
    return {
      reason: `${host} has no TLS, or none that this machine can use (${code})`,
      fix: `Check the port and the scheme in ${setting}.`,
    };
  }
  if (isUntrusted(code)) return explainUntrusted(code, host);
  if (CUT.test(code)) {
    return {
      reason: `the connection to ${host} was cut (${code})`,
      fix: `Check whether a firewall or a proxy interrupts connections to ${host}, and whether ${setting} has the right scheme.`,
    };
  }
  return { reason: code, fix: `Check ${setting}, and the network between.` };
}

/** True for the code of a TLS error. */
export function isUntrusted(code: string): boolean {
  return UNTRUSTED.test(code);
}

function explainUntrusted(code: string, host: string): Unreachable {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return {
      reason: `the certificate of ${host} is not valid at the time of this machine (${code})`,
      fix: 'Check the clock of this machine. If it is right, the owner of the server must renew the certificate.',
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      reason: `the certificate belongs to another host than ${host} (${code})`,
      fix: 'Check the host. If it is right, something between intercepts the connection.',
    };
  }
  return {
    reason: `the TLS of ${host} is not trusted (${code})`,
    fix: 'If a proxy of yours inspects TLS, set NODE_EXTRA_CA_CERTS to the certificate of its authority. Never turn the check off.',
  };
}

/** The code of an error, or of its cause, as `fetch` reports it. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}
