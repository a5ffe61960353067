export {
  type Eigh,
  type EighOptions,
  eigh,
  eighPrimitive,
  eigvalsh,
  eigvalshPrimitive,
  generalizedEighPrimitive,
} from './eigh.js';
