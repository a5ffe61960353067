/**
 * Key of the interceptor of an array; ordinary arrays have none. It has a file to itself, which the class of arrays can import
 * before primitives are, whose file imports arrays.
 */
export const interceptor: unique symbol = Symbol('zeroth.interceptor');
