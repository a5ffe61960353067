export { checkMethod, conformance } from './conformance.js';
export type { Check, Subject } from './subject.js';
