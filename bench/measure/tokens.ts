import { SignJWT } from 'jose';

const SECRET = 'the-secret-of-the-bench-has-more-than-thirty-two-bytes';
const ISSUER = 'https://bench.example.com';
const AUDIENCE = 'bench';

export const SECRET_ENV = {
  AUTH_JWT_SECRET: SECRET,
  AUTH_ISSUER: ISSUER,
  AUTH_AUDIENCE: AUDIENCE,
};

function sign(claims: Readonly<Record<string, string>>, subject: string): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(new TextEncoder().encode(SECRET));
}

/** A token of an end user. */
export const signUserToken = (guid: string) => sign({ mx_user_guid: guid }, guid);

/** A token of a service, which may watch any member and has no limits of a user. */
export const signServiceToken = () => sign({ scope: 'mx:partner' }, 'bench');
