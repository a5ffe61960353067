import { describe, expect, it } from 'vitest';
import { html } from './markup.js';

describe('html', () => {
  it('escapes what it inserts, in text and in quoted attributes', () => {
    const hostile = `<script>"&'</script>`;
    const escaped = '&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;';
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('inserts markup as it is, lists one after the other and undefined as nothing', () => {
    expect(html`<ul>${[html`<li>${1}</li>`, undefined, ['a', html`<b>&</b>`]]}</ul>`.markup).toBe(
      '<ul><li>1</li>a<b>&</b></ul>',
    );
  });

  it('replaces controls, marks that turn the direction and halves of surrogate pairs, and keeps other scripts', () => {
    expect(html`${'a\0\u001b[31m\u202Etxt.exe\uD800b'}`.markup).toBe('a\uFFFD\uFFFD[31m\uFFFDtxt.exe\uFFFDb');
    expect(html`${'naïve 日本語 עברית 😀\tx\n'}`.markup).toBe('naïve 日本語 עברית 😀\tx\n');
  });
});
