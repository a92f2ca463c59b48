/** The schemes that browsers, and programs that come with them, open themselves. */
const COMMON: ReadonlySet<string> = new Set([
  ...['http', 'https', 'ws', 'wss', 'ftp', 'ftps', 'sftp', 'gopher', 'file', 'filesystem', 'blob'],
  ...[
    'data',
    'about',
    'javascript',
    'vbscript',
    'jar',
    'view-source',
    'chrome',
    'edge',
    'resource',
  ],
  ...['moz-extension', 'chrome-extension', 'intent', 'content', 'mailto', 'tel', 'sms', 'urn'],
  ...['cid', 'mid', 'ldap', 'ldaps', 'dict', 'telnet', 'ssh', 'git', 'smb', 'nfs', 'ms-settings'],
]);

/** True for the scheme of an app, in lower case and without its colon, such as `myapp`. */
export function isAppScheme(scheme: string): boolean {
  return /^[a-z][a-z\d+.-]{0,63}$/.test(scheme) && !COMMON.has(scheme);
}
