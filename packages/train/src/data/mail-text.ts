import { convert } from 'html-to-text';
import PostalMime, { decodeWords } from 'postal-mime';
import { ownLines } from './own-lines.js';

/** Characters of a mail's text that are kept: well above the 128 tokens that the encoder reads. */
export const maxTextLength = 4000;

/** Bytes of a mail that are parsed: what follows is attachments, or beyond the kept characters. */
const maxMailBytes = 65_536;

/** A text part with fewer letters is a notice such as "this mail is HTML"; then the HTML part is read. */
const minTextLetters = 20;

const replyPrefix = /^\s*(?:re|fwd?|aw|sv|wg)\s*(?:\[\d+\])?\s*:/i;
const listTag = /^\s*\[[^\]]{1,40}\]/;

/** Rules and rows of dots or stars: one would take up many of the tokens that an encoder reads. */
const decoration = /([^\p{L}\p{N}\s])(?:\s*\1){3,}/gu;

/** The subject of a raw mail without list tags and reply prefixes; empty where there is none. */
export function mailSubject(raw: Uint8Array): string {
  return stripSubject(decodeWords(mailHeader(raw, 'subject')));
}

/**
 * The first header of a name, its lines joined, otherwise as it is written; empty where there is none.
 *
 * @param name of letters and hyphens, in any case
 */
export function mailHeader(raw: Uint8Array, name: string): string {
  // Headers are ASCII but for damaged mails, where any one-byte reading is as good as another.
  const head = Buffer.from(raw.buffer, raw.byteOffset, headerEnd(raw)).toString('latin1');
  const match = new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head);
  return (match?.[1] ?? '').replace(/\r?\n[ \t]+/g, ' ').trim();
}

// The first empty line ends the headers.
function headerEnd(raw: Uint8Array): number {
  for (let i = raw.indexOf(10); i >= 0 && i < raw.length - 2; i = raw.indexOf(10, i + 1)) {
    if (raw[i + 1] === 10 || (raw[i + 1] === 13 && raw[i + 2] === 10)) return i;
  }
  return raw.length;
}

/** Removes leading "Re:", "Fwd:" and [list] tags in any order and number. */
export function stripSubject(subject: string): string {
  let rest = subject;
  for (;;) {
    const shorter = rest.replace(replyPrefix, '').replace(listTag, '');
    if (shorter === rest) return collapse(rest);
    rest = shorter;
  }
}

/**
 * The readable body of a raw mail: MIME parts and transfer encodings decoded, HTML as text, without quoted lines,
 * attributions, signatures and footers of lists, white space collapsed, four signs or more of a kind as one, at most 4000 characters.
 */
export async function mailBody(raw: Uint8Array): Promise<string> {
  const { text = '', html } = await PostalMime.parse(raw.subarray(0, maxMailBytes));
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const body =
    html !== undefined && letters < minTextLetters ? htmlText(html) : looksLikeHtml(text) ? htmlText(text) : text;
  return collapse(ownLines(body)).slice(0, maxTextLength);
}

// Many a mailer of bulk mail declares text/plain and sends HTML.
function looksLikeHtml(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|body|table|center|font|p|div)\b/i.test(text);
}

function htmlText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 100_000, maxDepth: 100, ellipsis: '' },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'h2', options: { uppercase: false } },
      { selector: 'h3', options: { uppercase: false } },
      { selector: 'h4', options: { uppercase: false } },
      { selector: 'h5', options: { uppercase: false } },
      { selector: 'h6', options: { uppercase: false } },
      { selector: 'table', options: { uppercaseHeaderCells: false } },
    ],
  });
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').replace(decoration, '$1').trim();
}
