import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const read = (text: string) => readConfig({ REDIRECT_URLS: text });

test.for([
  ['https://app.example.com', ['https://app.example.com']],
  ['https://app.example.com:8443, myapp:', ['https://app.example.com:8443', 'myapp:']],
  ['com.example.app://,myapp:', ['com.example.app:', 'myapp:']],
  [
    'http://localhost:3000,http://127.0.0.1,http://[::1]:8080',
    ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:8080'],
  ],
  ['myapp:,myapp://', ['myapp:']],
] as const)('the redirect address %s is allowed', ([text, redirectUrls]) => {
  expect(read(text)).toMatchObject({ ok: true, config: { redirectUrls } });
});

test.for([
  '*',
  'null',
  'https://*.example.com',
  'https://app.example.com/',
  'https://app.example.com/back',
  'https://App.example.com',
  'https://app.example.com:443',
  'https://me@app.example.com',
  'https://bücher.example.com',
  'http://app.example.com',
  'app.example.com',
  'https:',
  'https://',
  'http:',
  'javascript:',
  'data:',
  'file:',
  'file://',
  'vbscript:',
  'blob:',
  'about:',
  'intent:',
  'ws://localhost',
  'myapp',
  'MyApp:',
  'my app:',
  'myapp:x',
  'myapp://x',
  '1app:',
  ':',
  ',',
  'myapp:,',
])('the redirect address %s is refused', (text) => {
  expect(read(text)).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(
        /^REDIRECT_URLS is ".*"; it must be comma-separated origins and app schemes/,
      ),
    ],
  });
});
