/**
 * ε^(1/3) for the ε = 2⁻⁵² of double precision, rounded to the nearest double: the relative step at which the error of a
 * central difference, of order h², and the rounding of the values over h are about equal. A literal, because engines
 * may round Math.cbrt in different ways.
 *
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export const centralStep = 6.0554544523933395e-6;
