/** Text that is HTML already. Whatever is not `Markup` is escaped where {@link html} inserts it. */
export interface Markup {
  readonly markup: string;
}

type Inserted = Markup | string | number | undefined | readonly Inserted[];

/**
 * A template whose insertions are escaped, so that hostile text cannot become markup by being forgotten: strings and
 * numbers as text or as a quoted attribute's value, markup as it is, lists one after the other, undefined as nothing.
 */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  return { markup: parts.map((part, i) => part + (i < inserted.length ? insert(inserted[i]) : '')).join('') };
}

function insert(value: Inserted): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return 'markup' in value ? value.markup : value.map(insert).join('');
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/**
 * Characters that change how other text is shown or that HTML forbids: controls but for white space, marks that turn
 * the direction of writing, halves of surrogate pairs, noncharacters.
 */
const unprintable = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\p{Cs}|[\uFFFE\uFFFF]/gu;

function escapeText(text: string): string {
  return text.replace(unprintable, '\uFFFD').replace(/[&<>"']/g, (character) => entities.get(character)!);
}
