import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPlainText } from '../../../src/mx/api/plain-text.ts';

test.for([
  ['Use the login of <a href="https://mx.com">MX Bank</a>.', 'Use the login of MX Bank.'],
  ['Step 1:<br/>Do this', 'Step 1: Do this'],
  ['Fees &amp; limits &lt; 5 &#39;today&#x27;&nbsp;only', "Fees & limits < 5 'today' only"],
  ['<script>alert(1)</script>', 'alert(1)'],
  ['&lt;img src=x onerror=alert(1)&gt;', ''],
  ['<img src=x onerror=alert(1)', 'img src=x onerror=alert(1)'],
  ['<<script>script>', '< script>'],
  ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
  ['&bogus; &#0; &#99999999;', '&bogus; &#99999999;'],
  ['<!-- a --> b', 'b'],
  ['', ''],
] as const)('the text %j reads %j', ([html, text]) => {
  expect(toPlainText(html)).toBe(text);
});

test('a text never becomes markup', () => {
  const part = fc.constantFrom(
    '<',
    '>',
    '&lt;',
    '&gt;',
    '&amp;',
    '/',
    '!',
    'script',
    ' ',
    '&#60;',
    'a',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      expect(toPlainText(parts.join(''))).not.toMatch(/<[a-z/!?]/i);
    }),
  );
});
