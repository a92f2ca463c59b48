import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createMxClient } from '../../src/mx/client.ts';
import { transports } from '../support/caller.ts';
import { createSelfSigned } from '../support/self-signed.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';

const ada = createTenant('ada', 0);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test.for([301, 302, 303, 307, 308])(
  'case 30: a redirect of MX with status %i is not followed',
  async (status) => {
    let reached = 0;
    const elsewhere = createTcpServer((socket) => {
      reached += 1;
      socket.destroy();
    });
    const location = `http://127.0.0.1:${await listen(elsewhere)}/latest/meta-data`;
    await using t = await startTenantGateway([ada]);
    t.mx.take((_call, response) => {
      response.writeHead(status, { location }).end();
      return true;
    });
    const fetchRewards = `mutation { fetchRewards(input: { memberId: "${memberIdOf(ada)}" }) { __typename } }`;
    for (const query of ['{ viewer { email } }', fetchRewards]) {
      const { answers, text } = await t.as(ada).ask('http', { query });
      expect(answers[0]?.errors).toBeDefined();
      expect(text).not.toContain('meta-data');
    }
    expect(reached).toBe(0);
  },
);

test.for(transports)(
  'case 30: an address from a client must be https, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const query = `mutation ($url: URL) { requestConnectWidget(input: { clientRedirectUrl: $url }) { __typename } }`;
    const ask = (url: string) => t.as(ada).ask(transport, { query, variables: { url } });
    for (const url of [
      ...[
        'http://169.254.169.254/latest',
        'http://10.0.0.1',
        'http://mx.internal',
        'file:///etc/passwd',
      ],
      ...[
        'javascript:alert(1)',
        'data:text/html,x',
        'gopher://localhost',
        '//evil.example',
        'x',
        '',
      ],
      ...['http://localhost.evil.example', 'http://localhost@evil.example', 'ftp://localhost'],
    ]) {
      const { answers } = await ask(url);
      expect([url, answers[0]?.errors?.[0]?.extensions?.['code']]).toEqual([url, 'BAD_USER_INPUT']);
    }
    expect(t.mx.calls).toEqual([]);
    expect((await ask('https://app.example.com/done')).answers[0]?.errors).toBeUndefined();
  },
);

/** What a client of MX says of a server with these options, whose certificate everybody trusts or not. */
async function outcomeOf(address: string, options: ServerOptions, isTrusted: boolean) {
  const own = createSelfSigned(address);
  const defaults = getCACertificates();
  if (isTrusted) setDefaultCACertificates([...defaults, own.cert]);
  let requests = 0;
  const server = createTlsServer({ ...own, ...options }, (_request, response) => {
    requests += 1;
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
  const port = await listen(server);
  try {
    await using client = createMxClient({
      baseUrl: `https://127.0.0.1:${port}`,
      clientId: 'client',
      apiKey: 'key',
      apiVersion: 'v20111101',
      timeoutMs: 3_000,
    });
    const code = await client.users.read(ada.userGuid).then(
      () => 'answered',
      (error: { code?: unknown }) => error.code,
    );
    return { code, requests };
  } finally {
    setDefaultCACertificates(defaults);
  }
}

test('case 31: only a trusted certificate for this host is accepted for MX', async () => {
  const refused = { code: 'UNAVAILABLE', requests: 0 };
  expect(await outcomeOf('127.0.0.1', {}, true)).toEqual({ code: 'NOT_FOUND', requests: 1 });
  expect(await outcomeOf('127.0.0.1', {}, false)).toEqual(refused);
  expect(await outcomeOf('192.0.2.1', {}, true)).toEqual(refused);
});

test('case 31: a server with TLS 1.1 gets no request', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const { requests } = await outcomeOf('127.0.0.1', old, true);
  expect(requests).toBe(0);
});

test('case 31: a configuration of MX without TLS is refused, and no setting turns its check off', () => {
  const keys = { MX_CLIENT_ID: 'a', MX_API_KEY: 'b', AUTH: 'none' };
  for (const url of ['http://api.mx.com', 'http://10.0.0.1:80', 'ftp://api.mx.com']) {
    expect(readConfig({ ...keys, MX_BASE_URL: url }).ok).toBe(false);
  }
  const read = readConfig({ ...keys, MX_BASE_URL: 'https://api.mx.com', MX_TLS_INSECURE: '1' });
  expect(read).toMatchObject({ ok: true, warnings: [expect.stringContaining('MX_TLS_INSECURE')] });
});

test('case 32: a second response glued to the first reaches no caller', async () => {
  const said = (owner: string) => {
    const body = JSON.stringify({ user: { guid: ada.userGuid, email: `${owner}@example.com` } });
    return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    const isFirst = connections === 1;
    socket.on('error', () => {});
    socket.on('data', () => {
      socket.write(isFirst ? said('first') + said('smuggled') : said('own'));
    });
  });
  const baseUrl = `http://127.0.0.1:${await listen(server)}`;
  await using client = createMxClient({
    baseUrl,
    clientId: 'client',
    apiKey: 'key',
    apiVersion: 'v20111101',
    timeoutMs: 3_000,
  });
  const emails = [];
  for (let turn = 0; turn < 4; turn += 1) {
    emails.push((await client.users.read(ada.userGuid).catch(() => null))?.email);
  }
  expect(emails).not.toContain('smuggled@example.com');
  expect(emails.at(-1)).toBe('own@example.com');
});
