import type { IncomingMessage } from 'node:http';

/**
 * The body of a request as text; undefined where it has more than `most` bytes, of which no more are then kept.
 *
 * It listens instead of iterating, because leaving an iteration would destroy the connection before its answer.
 */
export function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > most) {
      resolve(undefined);
      return;
    }
    let parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= most) parts.push(part);
      else {
        parts = [];
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client is gone')));
  });
}
