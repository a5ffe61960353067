export { ZerothError } from './errors.js';
