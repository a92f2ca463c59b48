import { useState } from 'react';

export interface LogoProps {
  readonly url: string | null;
  /** The institution's name, whose initials stand where no image can be shown. */
  readonly name: string;
}

/**
 * The pages of the sandbox load no image from elsewhere: nothing leaves this machine, and their
 * Content-Security-Policy says so. Set `VITE_IMAGE_ORIGINS` for a build of your own, such as
 * `https://content.moneydesktop.com`, and allow it in `img-src`.
 */
const origins = new Set(String(import.meta.env['VITE_IMAGE_ORIGINS'] ?? '').split(' '));

function mayLoad(url: string): boolean {
  const { protocol, origin } = new URL(url, location.href);
  return protocol === 'data:' || origin === location.origin || origins.has(origin);
}

/** An institution's logo; its initials without one, and when the image cannot be loaded. */
export function Logo({ url, name }: LogoProps) {
  const [brokenUrl, setBrokenUrl] = useState<string>();
  if (url !== null && url !== brokenUrl && mayLoad(url)) {
    return <img className="logo" src={url} alt="" onError={() => setBrokenUrl(url)} />;
  }
  return (
    <span className="logo" aria-hidden="true">
      {toInitials(name)}
    </span>
  );
}

function toInitials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ['?'];
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
