import fc from 'fast-check';

/** One seed, so that a failure is the same on every machine and a change is never blamed for another's luck. */
fc.configureGlobal({ seed: 20 });

export default fc;
