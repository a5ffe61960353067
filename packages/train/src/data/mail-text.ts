import { convert } from 'html-to-text';
import PostalMime, { decodeWords } from 'postal-mime';

/** Characters of a mail's text that are kept: well above the 128 tokens that the encoder reads. */
export const maxTextLength = 4000;

/** Bytes of a mail that are parsed: what follows is attachments, or beyond the kept characters. */
const maxMailBytes = 65_536;

/** A text part with fewer letters is a notice such as "this mail is HTML"; then the HTML part is read. */
const minTextLetters = 20;

const replyPrefix = /^\s*(?:re|fwd?|aw|sv|wg)\s*(?:\[\d+\])?\s*:/i;
const listTag = /^\s*\[[^\]]{1,40}\]/;
const attribution = /^(?:on\b.{5,150}\bwrote|[^\n]{3,100}\b(?:wrote|writes|said)|quoting\b.{3,100})\s*:\s*$/i;
/** The last line that a mailing list adds, which would tell a list's mail from any other. */
const listAddress = /^\s*https?:\/\/\S+\/(?:mailman|lists)\/listinfo\/\S*\s*$/i;
const quotedLine = /^\s{0,3}[>|]/;
/** Above a mail that is quoted whole. */
const quotedMail = /^\s*-+\s*(?:original|forwarded) message\s*-+\s*$/i;
/** The usual delimiter of a signature, and the rule that mailing-list software puts above its footer. */
const signature = /^(?:-- ?|_{20,}|-{20,})$/;

/** The subject of a raw mail without list tags and reply prefixes; empty where there is none. */
export function mailSubject(raw: Uint8Array): string {
  const end = headerEnd(raw);
  // Headers are ASCII but for damaged mails, where any one-byte reading is as good as another.
  const head = Buffer.from(raw.buffer, raw.byteOffset, end).toString('latin1');
  const match = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head);
  return stripSubject(decodeWords((match?.[1] ?? '').replace(/\r?\n[ \t]+/g, ' ')));
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
 * attributions, signatures and addresses of lists, white space collapsed, at most 4000 characters.
 */
export async function mailBody(raw: Uint8Array): Promise<string> {
  const { text = '', html } = await PostalMime.parse(raw.subarray(0, maxMailBytes));
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const body =
    html !== undefined && letters < minTextLetters ? htmlText(html) : looksLikeHtml(text) ? htmlText(text) : text;
  return collapse(withoutQuotes(body)).slice(0, maxTextLength);
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

function withoutQuotes(body: string): string {
  const kept: string[] = [];
  for (const line of body.split(/\r?\n/)) {
    // A rule at the top is decoration; further down it ends the mail.
    if ((signature.test(line) || quotedMail.test(line)) && kept.some((earlier) => earlier.trim() !== '')) break;
    if (!quotedLine.test(line) && !listAddress.test(line) && !attribution.test(line.trim())) kept.push(line);
  }
  return kept.join('\n');
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
