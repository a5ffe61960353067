/**
 * What is made of an object, made once for as long as the object lives. Transforms that are given a function and its
 * arguments at once keep what they traced and compiled with the function.
 */
export function once<K extends object, R>(make: (key: K) => R): (key: K) => R {
  const made = new WeakMap<K, { readonly result: R }>();
  return (key) => {
    const known = made.get(key) ?? { result: make(key) };
    made.set(key, known);
    return known.result;
  };
}
