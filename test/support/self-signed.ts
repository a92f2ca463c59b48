import { generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  /** In PEM format. */
  readonly cert: string;
  /** In PEM format. */
  readonly key: string;
}

/** A self-signed certificate for one IPv4 address, valid from 2020 to at most 2049 (RFC 5280). */
export function createSelfSigned(address: string, lastYear = 2049): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(
    der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('test of the gateway')))),
  );
  const alternatives = sequence(der(0x87, Buffer.from(address.split('.').map(Number))));
  const extensions = sequence(sequence(oid('551d11'), der(0x04, alternatives)));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(
      der(0x17, Buffer.from('200101000000Z')),
      der(0x17, Buffer.from(`${lastYear % 100}1231235959Z`)),
    ),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}
