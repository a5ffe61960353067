import { gemmAlone, WHOLE } from './gemm';

/*
 * Products that several threads share. Each has an instance of this module on one shared memory; one of them begins
 * products, the others wait in {@link serve}. A product is cut into pieces by rows or columns of C. What a piece's elements
 * are summed from, and in which order, is what it is in the whole, so the number of threads changes no bit.
 */

/** Products of fewer multiplications are done by one thread: to wake another takes as long. */
const SHARED_WORK: i64 = 1 << 21;
/** More pieces than threads, so that one that the system holds up does not hold up the others. */
const PIECES_A_THREAD: i32 = 3;
/** Pieces begin at multiples of this, so that tiles are cut as in the whole. */
const GRAIN: i32 = 16;

/** Threads that wait, beside this one; and where the words of the team are. */
let helpers: i32 = 0;
let team: usize = 0;

/* Offsets of the words that are read and written atomically. */
@inline const TASKS: usize = 0; // counts the products that were begun, and the end
@inline const FREE: usize = 4; // pieces that nobody has taken yet; 0 or less: none
@inline const LEFT: usize = 8; // pieces that are not done
@inline const CLOSED: usize = 12;
/* Offsets of the product's own, written while there is no piece to take. */
@inline const SIZES: usize = 16; // m, n, k, length of a piece, whether it is of rows, whether float32
@inline const STRIDES: usize = 40; // of A, B and C, and the diagonal
@inline const POINTERS: usize = 64; // A, B, C
@inline const SCALES: usize = 80; // alpha, beta as float64
@inline const LOST: usize = 96; // pieces that a thread gave up, atomic too

/** Shares products from now on with so many threads, which wait at these words; 0 ends that. */
export function setTeam(address: usize, count: i32): void {
  team = address;
  helpers = count;
}

/** Takes part in products until the team is closed. For threads that may wait. */
export function serve(address: usize): void {
  team = address;
  let seen = 0;
  while (atomic.load<i32>(team, CLOSED) == 0) {
    atomic.wait<i32>(team, seen, -1);
    seen = atomic.load<i32>(team, TASKS);
    takePieces();
  }
}

/** Makes all threads return from {@link serve}. */
export function closeTeam(address: usize): void {
  atomic.store<i32>(address, 1, CLOSED);
  atomic.add<i32>(address, 1, TASKS);
  atomic.notify(address, -1);
}

/** A thread that failed within {@link serve}, so within a piece, says so: nobody waits for that piece any longer. */
export function giveUp(address: usize): void {
  atomic.add<i32>(address, 1, LOST);
  finishPiece(address);
}

/** How many pieces were given up: products that stop (a trap) because of one are wrong. */
export function lostPieces(address: usize): i32 {
  return atomic.load<i32>(address, LOST);
}

/** As `gemmAlone`, with all threads where it is worth it. */
export function gemm<T extends number>(
  m: i32, n: i32, k: i32, alpha: T, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  beta: T, c: usize, ldc: i32, diagonal: i32,
): void {
  if (helpers == 0 || <i64>m * n * k < SHARED_WORK) {
    gemmAlone<T>(m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, ldc, diagonal);
    return;
  }
  const rows = m >= n;
  const long = max(m, n);
  const wanted = PIECES_A_THREAD * (helpers + 1);
  const length = max(GRAIN, ((long + wanted - 1) / wanted + GRAIN - 1) / GRAIN * GRAIN);
  const pieces = (long + length - 1) / length;
  storeWords(SIZES, m, n, k, length);
  store<i32>(team, rows ? 1 : 0, SIZES + 16);
  store<i32>(team, sizeof<T>() == 4 ? 1 : 0, SIZES + 20);
  storeWords(STRIDES, aRow, aColumn, bRow, bColumn);
  store<i32>(team, ldc, STRIDES + 16);
  store<i32>(team, diagonal, STRIDES + 20);
  storeWords(POINTERS, <i32>a, <i32>b, <i32>c, 0);
  store<f64>(team, <f64>alpha, SCALES);
  store<f64>(team, <f64>beta, SCALES + 8);
  atomic.store<i32>(team, pieces, LEFT);
  // The last of all: from here on pieces can be taken, by threads too that are late from the product before.
  atomic.store<i32>(team, pieces, FREE);
  atomic.add<i32>(team, 1, TASKS);
  atomic.notify(team, helpers);
  takePieces();
  for (;;) {
    // Not a load: the optimiser moves loads out of loops, atomic ones too.
    const left = atomic.add<i32>(team, 0, LEFT);
    if (left == 0) break;
    atomic.wait<i32>(team + LEFT, left, -1);
  }
  // After the last piece, so that no thread writes to this memory once the product has failed.
  if (atomic.add<i32>(team, 0, LOST) != 0) unreachable();
}

@inline
function storeWords(offset: usize, first: i32, second: i32, third: i32, fourth: i32): void {
  v128.store(team + offset, i32x4(0, 0, 0, 0));
  store<i32>(team + offset, first);
  store<i32>(team + offset, second, 4);
  store<i32>(team + offset, third, 8);
  store<i32>(team + offset, fourth, 12);
}

function takePieces(): void {
  for (;;) {
    const piece = atomic.sub<i32>(team, 1, FREE) - 1;
    if (piece < 0) return;
    if (load<i32>(team, SIZES + 20) == 1) doPiece<f32>(piece);
    else doPiece<f64>(piece);
    finishPiece(team);
  }
}

@inline
function finishPiece(address: usize): void {
  if (atomic.sub<i32>(address, 1, LEFT) == 1) atomic.notify(address + LEFT, 1);
}

function doPiece<T extends number>(piece: i32): void {
  const m = load<i32>(team, SIZES), n = load<i32>(team, SIZES + 4), k = load<i32>(team, SIZES + 8);
  const length = load<i32>(team, SIZES + 12);
  const aRow = load<i32>(team, STRIDES), aColumn = load<i32>(team, STRIDES + 4);
  const bRow = load<i32>(team, STRIDES + 8), bColumn = load<i32>(team, STRIDES + 12);
  const ldc = load<i32>(team, STRIDES + 16), diagonal = load<i32>(team, STRIDES + 20);
  const a = <usize>load<i32>(team, POINTERS), b = <usize>load<i32>(team, POINTERS + 4);
  const c = <usize>load<i32>(team, POINTERS + 8);
  const alpha = <T>load<f64>(team, SCALES), beta = <T>load<f64>(team, SCALES + 8);
  const first = piece * length;
  const size = sizeof<T>();
  if (load<i32>(team, SIZES + 16) == 1) {
    const rows = min(length, m - first);
    // Columns beyond the diagonal of the piece's last row are left out before B is packed for them.
    const columns = min(n, (((first + rows + diagonal + GRAIN - 1) / GRAIN) * GRAIN));
    gemmAlone<T>(
      rows, columns, k, alpha, a + <usize>first * <usize>aRow * size, aRow, aColumn, b, bRow, bColumn,
      beta, c + <usize>first * <usize>ldc * size, ldc, diagonal + first,
    );
  } else {
    gemmAlone<T>(
      m, min(length, n - first), k, alpha, a, aRow, aColumn, b + <usize>first * <usize>bColumn * size, bRow, bColumn,
      beta, c + <usize>first * size, ldc, diagonal - first,
    );
  }
}

export function gemmF64(
  m: i32, n: i32, k: i32, alpha: f64, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  beta: f64, c: usize, ldc: i32,
): void {
  gemm<f64>(m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, ldc, WHOLE);
}

export function gemmF32(
  m: i32, n: i32, k: i32, alpha: f32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  beta: f32, c: usize, ldc: i32,
): void {
  gemm<f32>(m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, ldc, WHOLE);
}
