import { describe, expect, it } from 'vitest';
import { mailBody, mailSubject, stripSubject } from './mail-text.js';

const bytes = (...lines: string[]): Uint8Array => Buffer.from(lines.join('\n'), 'latin1');

describe('mailSubject', () => {
  it('joins folded lines, decodes words and drops list tags and reply prefixes', () => {
    const raw = bytes('From: a@b.c', 'Subject: Re: [ILUG] =?iso-8859-1?Q?Caf=E9?=', '\topening', '', 'Subject: no');
    expect(mailSubject(raw)).toBe('Café opening');
  });

  it('is empty without a subject, even where the body has such a line', () => {
    expect(mailSubject(bytes('From: a@b.c', '', 'Subject: in the body'))).toBe('');
  });

  it.each([
    ['Re: RE: Fwd: hello', 'hello'],
    ['[list] Re: [list] hello', 'hello'],
    ['Re[2]: hello', 'hello'],
    ['Reply needed: hello', 'Reply needed: hello'],
    ['hello [was: other]', 'hello [was: other]'],
  ])('strips %j to %j', (subject, stripped) => {
    expect(stripSubject(subject)).toBe(stripped);
  });
});

describe('mailBody', () => {
  it('decodes quoted-printable and the charset', async () => {
    const raw = bytes(
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'na=EFve and long=',
      'er',
    );
    expect(await mailBody(raw)).toBe('naïve and longer');
  });

  it('drops quotes, attributions and signatures', async () => {
    const raw = bytes('', 'On Monday 2 May, Ann wrote:', '> old', '> older', 'new words', '-- ', 'Ann, tel. 1');
    expect(await mailBody(raw)).toBe('new words');
  });

  it('drops footers of lists, which would tell their mail from any other, and goes on after other rules', async () => {
    const rule = '-'.repeat(30);
    const footers = [
      [rule, 'This sf.net email is sponsored by:ThinkGeek'],
      ['_'.repeat(47), 'Razor-users mailing list'],
      ['http://a.b/mailman/listinfo/talk'],
      ['------------------------ Yahoo! Groups Sponsor ---------------------~-->', 'Plan'],
    ];
    for (const footer of footers) expect(await mailBody(bytes('', 'news', ...footer))).toBe('news');
    expect(await mailBody(bytes('', 'news', rule, 'more news'))).toBe('news - more news');
  });

  it('shortens decoration', async () => {
    expect(await mailBody(bytes('', '* * * * * News . . . . and more.... Yes!!!'))).toBe('* News . and more. Yes!!!');
  });

  it('ends at a mail that is quoted whole', async () => {
    expect(await mailBody(bytes('', 'see below', '-----Original Message-----', 'From: x', 'text'))).toBe('see below');
  });

  it('reads HTML as text without addresses, where the text part is only a notice', async () => {
    const raw = bytes(
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Use HTML.',
      '--b',
      'Content-Type: text/html',
      '',
      '<html><style>p{}</style><h1>Big</h1><p>Buy <a href="http://x.y">now</a> &amp; here<img src=z></p></html>',
      '--b--',
    );
    expect(await mailBody(raw)).toBe('Big Buy now & here');
  });

  it('reads HTML that is declared as plain text', async () => {
    expect(await mailBody(bytes('Content-Type: text/plain', '', '<html><body><p>Hi&nbsp;there</body></html>'))).toBe(
      'Hi there',
    );
  });

  it('is empty for a mail without a readable part', async () => {
    expect(await mailBody(bytes('From: a@b.c', ''))).toBe('');
    expect(await mailBody(new Uint8Array(0))).toBe('');
  });
});
