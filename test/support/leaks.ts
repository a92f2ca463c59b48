/** A secret in every dress in which a log or an answer may hold it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 depends on where in its text the secret begins; what its neighbours touch is left out.
  const inBase64 = [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = padded.subarray(0, padded.length - (padded.length % 3));
    return (['base64', 'base64url'] as const).map((encoding) =>
      whole.toString(encoding).slice(offset === 0 ? 0 : 4),
    );
  });
  const inHtml = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [
    ...[secret, escaped, JSON.stringify(escaped).slice(1, -1), inHtml],
    ...[encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)],
    ...[bytes.toString('hex'), ...inBase64],
  ];
}

/** The forms in which a text contains one of these secrets. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => formsOf(secret)).filter((form) => text.includes(form));
}
