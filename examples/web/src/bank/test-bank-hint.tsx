/** MX's test bank does what the password says. */
export function TestBankHint() {
  return (
    <details className="hint-box">
      <summary>What to enter at the test bank</summary>
      <p>
        The username is <code>mxuser</code>. The password decides what happens:
      </p>
      <dl>
        <dt>
          <code>password</code>
        </dt>
        <dd>connects at once</dd>
        <dt>
          <code>challenge</code>, <code>options</code>, <code>image</code>
        </dt>
        <dd>asks a question of this kind; the right answer is “correct”</dd>
        <dt>
          <code>INVALID</code>, <code>LOCKED</code>, <code>UNAVAILABLE</code>
        </dt>
        <dd>fails in this way</dd>
      </dl>
      <p>
        The answers <code>challenges</code>, <code>image options</code> and <code>token</code> lead
        to further questions.
      </p>
    </details>
  );
}
