const attribution = /^(?:on\b.{5,150}\bwrote|[^\n]{3,100}\b(?:wrote|writes|said)|quoting\b.{3,100})\s*:\s*$/i;
const quotedLine = /^\s{0,3}[>|]/;
/** Above a mail that is quoted whole. */
const quotedMail = /^\s*-+\s*(?:original|forwarded) message\s*-+\s*$/i;
const signature = /^-- ?$/;
/** What mailing-list software draws above its footer; others draw such rules anywhere. */
const rule = /^\s*(?:[>|)#:]\s*)?(?:_{10,}|-{20,}|={20,})/;
/** The words of a list's footer, which would tell its mails from any other. */
const listFooter = /mailing list|listinfo|sf\.net|sourceforge|yahoo! groups/i;
const listAddress = /^\s*(?:https?:\/\/\S+\/listinfo\/\S*|[\w.-]+ mailing list|[\w.-]+@lists?\.\S+)\s*$/i;
/** A footer names the list in one of its first lines. */
const footerLines = 4;

/** The lines of a mail that its author wrote: no quotes and their introductions, no signature, no footer of a list. */
export function ownLines(body: string): string {
  const lines = body.split(/\r?\n/);
  const own: string[] = [];
  let begun = false;
  for (const [index, line] of lines.entries()) {
    if (begun && endsMail(lines, index)) break;
    if (quotedLine.test(line) || listAddress.test(line) || attribution.test(line.trim())) continue;
    own.push(line);
    begun ||= line.trim() !== '';
  }
  return own.join('\n');
}

function endsMail(lines: readonly string[], index: number): boolean {
  const line = lines[index]!;
  if (signature.test(line) || quotedMail.test(line)) return true;
  return rule.test(line) && lines.slice(index, index + footerLines).some((below) => listFooter.test(below));
}
