/**
 * What makes two texts the same: their letters and digits in lower case, one space between words.
 * A text without any is its own key.
 */
export function contentKey(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words === '' ? text : words;
}
