import { methodRates } from './method-rates.js';

/** A method, as `zeroth methods` lists it. */
export interface MethodEntry {
  /** Name of the function, or of the choice of `zeroth finetune --method`. */
  readonly name: string;
  readonly kind: 'forward-only tuning' | 'backpropagation' | 'optimiser' | 'estimator';
  /** Highest order of derivative that it asks for. */
  readonly order: 0 | 1 | 2;
  /** Kinds of the questions that it asks. */
  readonly asks: readonly string[];
  /** Kind of the questions that an estimator answers. */
  readonly answers?: string;
  /** Where it is: a module, or a command with its option. */
  readonly from: string;
  /** What a theorem promises of an optimiser, and of which functions. */
  readonly rate?: string;
  readonly source: string;
}

type Row = readonly [name: string, order: 0 | 1 | 2, asks: string, source: string];
type EstimatorRow = readonly [name: string, answers: string, order: 0 | 1 | 2, asks: string, source: string];

const tuning: readonly Row[] = [
  ['mezo', 0, 'losses on both sides', 'Malladi et al. (2023), Fine-tuning language models with just forward passes'],
  ['zo-adamu', 0, 'losses on both sides', 'Jiang et al. (2024), ZO-AdaMU optimizer'],
  ['sparse-mezo', 0, 'losses on both sides', 'Liu et al. (2024), Sparse MeZO'],
];

const backpropagation: readonly Row[] = [
  ['sgd', 1, 'gradients of batches', 'Robbins, Monro (1951), A stochastic approximation method'],
  ['adam', 1, 'gradients of batches', 'Kingma, Ba (2015), Adam'],
  ['adamw', 1, 'gradients of batches', 'Loshchilov, Hutter (2019), Decoupled weight decay'],
  ['momentum', 1, 'gradients of batches', 'Sutskever et al. (2013), Initialization and momentum'],
  ['nesterov', 1, 'gradients of batches', 'Sutskever et al. (2013), Initialization and momentum'],
  ['amsgrad', 1, 'gradients of batches', 'Reddi, Kale, Kumar (2018), On the convergence of Adam'],
  ['nadam', 1, 'gradients of batches', 'Dozat (2016), Nesterov momentum into Adam'],
  ['radam', 1, 'gradients of batches', 'Liu et al. (2020), Variance of the adaptive learning rate'],
  ['rmsprop', 1, 'gradients of batches', 'Tieleman, Hinton (2012); Graves (2013)'],
  ['adagrad', 1, 'gradients of batches', 'Duchi, Hazan, Singer (2011), Adaptive subgradient methods'],
  ['lion', 1, 'gradients of batches', 'Chen et al. (2023), Symbolic discovery of optimization algorithms'],
  ['lamb', 1, 'gradients of batches', 'You et al. (2020), Large batch optimization'],
  ['adafactor', 1, 'gradients of batches', 'Shazeer, Stern (2018), Adafactor'],
  ['prodigy', 1, 'gradients of batches', 'Mishchenko, Defazio (2023), Prodigy'],
  ['d-adaptation', 1, 'gradients of batches', 'Defazio, Mishchenko (2023), D-adaptation'],
  ['schedule-free-sgd', 1, 'gradients of batches', 'Defazio et al. (2024), The road less scheduled'],
  ['schedule-free-adamw', 1, 'gradients of batches', 'Defazio et al. (2024), The road less scheduled'],
  ['shampoo', 1, 'gradients of batches', 'Gupta, Koren, Singer (2018), Shampoo; Anil et al. (2021), grafting'],
];

/** The choices of `zeroth finetune --method`. */
export const finetuneMethods: readonly string[] = [...tuning, ...backpropagation].map(([name]) => name);

const optimisers: readonly Row[] = [
  ['tournament', 0, 'rankings', 'David (1988), The method of paired comparisons'],
  ['pairwiseDirectSearch', 0, 'rankings', 'Gratton et al. (2015), Direct search based on probabilistic descent'],
  ['rankedEvolution', 0, 'rankings', 'Ostermeier et al. (1994), Selection information; Hansen, Arnold, Auger (2015)'],
  ['zoRankSgd', 0, 'rankings', 'Tang, Rybin, Chang (2024), Zeroth-order optimization meets human feedback'],
  ['nelderMead', 0, 'values', 'Lagarias et al. (1998), Nelder-Mead in low dimensions; Gao, Han (2012)'],
  ['coordinateSearch', 0, 'values', 'Nesterov (2012), Coordinate descent on huge-scale problems'],
  ['snes', 0, 'values', 'Schaul et al. (2011), Natural evolution strategies'],
  ['asynchronousDifferentialEvolution', 0, 'values', 'Storn, Price (1997); Zhabitskaya, Zhabitsky (2012)'],
  ['bayesian', 0, 'values', 'Jones, Schonlau, Welch (1998), Efficient global optimization; Ament et al. (2023)'],
  ['direct', 0, 'values', 'Jones, Perttunen, Stuckman (1993), DIRECT; Gablonsky, Kelley (2001)'],
  ['powell', 0, 'values', 'Powell (1964), Conjugate directions; Brent (1973)'],
  ['cobyla', 0, 'values', 'Powell (1994), Linear interpolation of objective and constraints'],
  ['meshAdaptiveSearch', 0, 'values', 'Audet, Dennis (2006); Abramson et al. (2009), OrthoMADS'],
  ['basinHopping', 0, 'values', 'Wales, Doye (1997), Basin-hopping'],
  ['multistart', 0, 'values', 'Rinnooy Kan, Timmer (1987), Multi level methods'],
  ['consensusBased', 0, 'values', 'Pinnau et al. (2017); Carrillo et al. (2021); Riedl et al. (2023)'],
  ['zerothOrderFrankWolfe', 0, 'values', 'Sahu, Zaheer, Kar (2019), Gradient free and projection free'],
  ['gfmPlus', 0, 'values', 'Chen, Xu, Luo (2023), Faster gradient-free algorithms; Lin, Zheng, Jordan (2022)'],
  ['smoothedAccelerated', 0, 'values', 'Gasnikov et al. (2022), Black-box non-smooth problems'],
  ['xnes', 0, 'values', 'Glasmachers et al. (2010), Exponential natural evolution strategies'],
  ['randomSearch', 0, 'values', 'Stich, Müller, Gärtner (2013), Random pursuit'],
  ['augmentedRandomSearch', 0, 'values', 'Mania, Guy, Recht (2018), Simple random search'],
  ['openaiEvolution', 0, 'values', 'Salimans et al. (2017), Evolution strategies'],
  ['implicitFiltering', 0, 'values', 'Kelley (2011), Implicit filtering'],
  ['gradientDescent', 1, 'gradients', 'Cauchy (1847)'],
  ['momentum', 1, 'gradients', 'Polyak (1964)'],
  ['steepestDescent', 1, 'gradients', 'Cauchy (1847); Nocedal, Wright (2006), section 3.3'],
  ['heavyBall', 1, 'gradients', 'Polyak (1964)'],
  ['nesterov', 1, 'gradients', "Nesterov (1983); O'Donoghue, Candès (2015), Adaptive restart"],
  ['polyakStep', 1, 'gradients', 'Polyak (1987); Wang, Johansson, Zhang (2023)'],
  ['barzilaiBorwein', 1, 'gradients', 'Barzilai, Borwein (1988); Raydan (1997)'],
  ['projectedGradient', 1, 'gradients', 'Bertsekas (1976)'],
  ['spectralProjectedGradient', 1, 'gradients', 'Birgin, Martínez, Raydan (2000)'],
  ['proximalGradient', 1, 'gradients', 'Beck, Teboulle (2009)'],
  ['fista', 1, 'gradients', 'Beck, Teboulle (2009)'],
  ['frankWolfe', 1, 'gradients', 'Frank, Wolfe (1956); Lacoste-Julien, Jaggi (2015), away and pairwise steps'],
  ['coordinateDescent', 1, 'gradients', 'Wright (2015); Nesterov (2012)'],
  ['andersonDescent', 1, 'gradients', "Anderson (1965); Scieur, d'Aspremont, Bach (2016)"],
  ['onlineToNonConvex', 1, 'gradients', 'Cutkosky, Mehta, Orabona (2023), Online-to-non-convex conversion'],
  ['adam', 1, 'gradients', 'Kingma, Ba (2015), Adam'],
  ['sgd', 1, 'gradients of samples', 'Robbins, Monro (1951); Sutskever et al. (2013), momentum'],
  ['adamW', 1, 'gradients of samples', 'Loshchilov, Hutter (2019), Decoupled weight decay'],
  ['amsGrad', 1, 'gradients of samples', 'Reddi, Kale, Kumar (2018), On the convergence of Adam'],
  ['nAdam', 1, 'gradients of samples', 'Dozat (2016), Nesterov momentum into Adam'],
  ['rAdam', 1, 'gradients of samples', 'Liu et al. (2020), Variance of the adaptive learning rate'],
  ['rmsProp', 1, 'gradients of samples', 'Tieleman, Hinton (2012); Graves (2013)'],
  ['adaGrad', 1, 'gradients of samples', 'Duchi, Hazan, Singer (2011), Adaptive subgradient methods'],
  ['lion', 1, 'gradients of samples', 'Chen et al. (2023), Symbolic discovery of optimization algorithms'],
  ['lamb', 1, 'gradients of samples', 'You et al. (2020), Large batch optimization'],
  ['adafactor', 1, 'gradients of samples', 'Shazeer, Stern (2018), Adafactor'],
  ['prodigy', 1, 'gradients of samples', 'Mishchenko, Defazio (2023), Prodigy'],
  ['dAdaptation', 1, 'gradients of samples', 'Defazio, Mishchenko (2023), D-adaptation'],
  ['scheduleFreeSgd', 1, 'gradients of samples', 'Defazio et al. (2024), The road less scheduled'],
  ['scheduleFreeAdamW', 1, 'gradients of samples', 'Defazio et al. (2024), The road less scheduled'],
  ['shampoo', 1, 'gradients of samples', 'Gupta, Koren, Singer (2018), Shampoo; Anil et al. (2021), grafting'],
  ['saga', 1, 'gradients of samples', 'Defazio, Bach, Lacoste-Julien (2014), SAGA'],
  ['spider', 1, 'gradients of samples', 'Fang, Li, Lin, Zhang (2018), SPIDER'],
  ['storm', 1, 'gradients of samples', 'Cutkosky, Orabona (2019), Momentum-based variance reduction'],
  ['modelBuilding', 1, 'gradients of samples', 'Birbil et al. (2021), Gradient descent with model building'],
  ['svrg', 1, 'gradients of samples', 'Johnson, Zhang (2013), Predictive variance reduction'],
  ['penaltyBilevel', 1, 'gradients of two functions', 'Kwon et al. (2023), A fully first-order bilevel method'],
  ['federatedAveraging', 1, 'gradients of clients', 'McMahan et al. (2017), Communication-efficient learning'],
  ['normalizedDescent', 1, 'gradients', 'Chen, Zhou, Liang, Lu (2023), Generalized-smooth nonconvex optimization'],
  ['normalizedSpider', 1, 'gradients of samples', 'Chen, Zhou, Liang, Lu (2023); Fang et al. (2018), SPIDER'],
  ['polynomialPreconditioning', 1, 'gradients', 'Doikov, Rodomanov (2023), Polynomial preconditioning'],
  ['aCoder', 1, 'gradients, blockGradients', 'Lin, Song, Diakonikolas (2023), A-CODER'],
  ['fractionalCoordinateDescent', 1, 'gradients', 'Yuan (2023), Coordinate descent for fractional minimization'],
  ['optEx', 1, 'gradients, many at once', 'Shu, Fang, He, Yu (2024), OptEx'],
  ['adaHessian', 2, 'gradients, hessianVectorProducts', 'Yao et al. (2021), ADAHESSIAN'],
  ['broyden', 1, 'residuals, jacobian', 'Broyden (1965); Gay (1979); Li, Fukushima (2000)'],
  ['newtonKrylov', 0, 'residuals', 'Knoll, Keyes (2004); Eisenstat, Walker (1996)'],
  ['gaussNewton', 1, 'residuals, jacobian', 'Dennis, Schnabel (1983), section 10.2'],
  ['doglegBox', 1, 'residuals, jacobian', 'Voglis, Lagaris (2004)'],
  ['variableProjection', 1, 'residuals, jacobian', 'Golub, Pereyra (1973); Kaufman (1975)'],
  ['newton', 2, 'gradients, hessian', 'Nocedal, Wright (2006), Numerical optimization, sections 3.3 and 3.4'],
  ['lazyNewton', 2, 'gradients, hessian', 'Doikov, Chayti, Jaggi (2023), Lazy Hessians'],
  ['dampedNewton', 2, 'gradients, hessian', 'Hanzely, Abdukhakimov, Takáč (2024), Damped Newton of order k⁻³'],
  ['gradientRegularizedNewton', 2, 'gradients, hessian', 'Doikov, Mishchenko, Nesterov (2024), Super-universal Newton'],
  [
    'acceleratedTensor',
    2,
    'gradients, hessian',
    'Agafonov et al. (2024); Nesterov (2021), Implementable tensor methods',
  ],
  ['fosi', 2, 'gradients, hessianVectorProducts', 'Sivan, Gabel, Schuster (2024), FOSI'],
];

/** Those of the front door, which have no generator of their own in `zeroth/optimize`. */
const frontDoor: readonly Row[] = [
  ['bobyqa', 0, 'values', 'Powell (2009), BOBYQA'],
  ['cmaEs', 0, 'values', 'Hansen (2016), The CMA evolution strategy; Auger, Hansen (2005); Hansen (2009)'],
  ['differentialEvolution', 0, 'values', 'Tanabe, Fukunaga (2014), L-SHADE'],
  ['brentRoot', 0, 'values', 'Brent (1973), Algorithms for minimization without derivatives, chapter 4'],
  ['chandrupatla', 0, 'values', 'Chandrupatla (1997), A new hybrid quadratic/bisection algorithm'],
  ['toms748', 0, 'values', 'Alefeld, Potra, Shi (1995), Algorithm 748'],
  ['hybridPowell', 1, 'residuals, jacobian', 'Powell (1970), A hybrid method for nonlinear equations; Broyden (1965)'],
  ['newtonEquations', 1, 'residuals, jacobian', 'Dennis, Schnabel (1983), section 6.3'],
  ['levenbergMarquardt', 1, 'residuals, jacobian', 'Moré (1978), The Levenberg-Marquardt algorithm'],
  ['andersonAcceleration', 0, 'residuals', 'Anderson (1965); Walker, Ni (2011)'],
  ['bfgs', 1, 'gradients', 'Nocedal, Wright (2006), algorithm 6.1'],
  ['lbfgs', 1, 'gradients', 'Liu, Nocedal (1989), Limited memory BFGS; Bertsekas (1982)'],
  ['nonlinearCg', 1, 'gradients', 'Hager, Zhang (2005), Guaranteed descent'],
  ['truncatedNewton', 2, 'gradients, hessianVectorProducts', 'Steihaug (1983); Dembo, Eisenstat, Steihaug (1982)'],
  ['newtonLineSearch', 2, 'gradients, hessian', 'Nocedal, Wright (2006), section 3.4'],
  ['trustRegionNewton', 2, 'gradients, hessian', 'Conn, Gould, Toint (2000), Trust-region methods'],
  ['cubicNewton', 2, 'gradients, hessian', 'Cartis, Gould, Toint (2011), Adaptive cubic regularisation'],
];

const estimators: readonly EstimatorRow[] = [
  ['centralDifferences', 'gradients', 0, 'values', 'Nocedal, Wright (2006), section 8.1'],
  ['forwardDifferences', 'gradients', 0, 'values', 'Nocedal, Wright (2006), section 8.1'],
  ['coordinateDifferences', 'gradients', 0, 'values', 'Nesterov (2012), Coordinate descent on huge-scale problems'],
  ['randomizedSmoothing', 'gradients', 0, 'values', 'Flaxman, Kalai, McMahan (2005); Nesterov, Spokoiny (2017)'],
  ['spsa', 'gradients', 0, 'values', 'Spall (1992), Simultaneous perturbation'],
  ['recursiveSmoothing', 'gradients', 0, 'values', 'Chen, Xu, Luo (2023), Faster gradient-free algorithms'],
  ['hessianFromGradients', 'hessian', 1, 'gradients', 'Nocedal, Wright (2006), section 8.1'],
  ['productsFromGradients', 'hessianVectorProducts', 1, 'gradients', 'Nocedal, Wright (2006), section 8.1'],
  ['lazyHessian', 'hessian', 2, 'hessian', 'Doikov, Chayti, Jaggi (2023), Lazy Hessians'],
];

/** Every method of this build, by kind and order. */
export const methodList: readonly MethodEntry[] = [
  ...tuning.map((row) => entry(row, 'forward-only tuning', `zeroth finetune --method ${row[0]}`)),
  ...backpropagation.map((row) => entry(row, 'backpropagation', `zeroth finetune --method ${row[0]}`)),
  ...optimisers.map((row) => entry(row, 'optimiser', 'zeroth/optimize')),
  ...frontDoor.map((row) => entry(row, 'optimiser', 'zeroth')),
  ...estimators.map(
    ([name, answers, ...rest]): MethodEntry => ({
      ...entry([name, ...rest], 'estimator', 'zeroth/estimators'),
      answers,
    }),
  ),
];

function entry([name, order, asks, source]: Row, kind: MethodEntry['kind'], from: string): MethodEntry {
  const rate = kind === 'optimiser' ? methodRates.get(name) : undefined;
  return { name, kind, order, asks: asks.split(', '), from, ...(rate === undefined ? {} : { rate }), source };
}
