import { ZerothError } from 'zeroth';

/** Random access to the bytes of a model, so that its weights need not be held twice. */
export interface ByteSource {
  /** What messages call it. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Fills `into` with the bytes from `offset` on; the caller has checked that they are there. */
  read(offset: number, into: Uint8Array): void;
  /** The file at a relative path beside this one, for weights that a model keeps apart. */
  beside(location: string): ByteSource;
}

/** A model in memory. It is read again by `reset`, so the bytes may not change. */
export function bytesSource(bytes: Uint8Array, name = 'the model'): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
    beside(location) {
      throw new ZerothError(
        'external-data-missing',
        `${name} keeps weights in a file of their own, ${location}, which a model given as bytes does not have: open it by its path.`,
        location,
      );
    },
  };
}
